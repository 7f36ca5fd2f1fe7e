package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The codecs on the path, by name. Thread-safe. */
public final class Codecs {

    private Codecs() {}

    /**
     * Returns a codec by its name, which may have {@link Options} behind it: {@code zstd?level=19&max=4g}.
     *
     * @return a {@link Codec}, a {@link ByteCodec}, or a layer of values that are not stored in frames
     * @throws IllegalArgumentException if there is none, or it has no such option; the message lists what there is
     */
    public static Layer<?> named(String text) {
        int mark = text.indexOf('?');
        String name = mark < 0 ? text : text.substring(0, mark);
        Map<String, CodecProvider> providers = providers();
        CodecProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("no codec '" + name + "'; known codecs are " + providers.keySet());
        }
        Options options = Options.parse(mark < 0 ? "" : text.substring(mark + 1), text);
        return options.isEmpty() ? provider.codec() : provider.codec(options);
    }

    /** Returns the names there are. */
    public static SortedSet<String> names() {
        return new TreeSet<>(providers().keySet());
    }

    private static Map<String, CodecProvider> providers() {
        Map<String, CodecProvider> providers = new TreeMap<>();
        for (CodecProvider provider : ServiceLoader.load(CodecProvider.class, CodecProvider.class.getClassLoader())) {
            providers.putIfAbsent(provider.name(), provider);
        }
        return providers;
    }
}
