package io.partd.codec;

import io.partd.Layer;
import io.partd.Options;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Finds the codecs on the path by name. Thread-safe.
 *
 * <pre>{@code
 * Layer<?> codec = Codecs.named("zlib?max=64m");
 * }</pre>
 */
public final class Codecs {

    private Codecs() {}

    /**
     * Returns a codec by its name, which {@link Options} may follow: {@code zstd?level=19&max=4g}.
     *
     * @return a {@link Codec}, a {@link ByteCodec}, or a layer of values that are not stored in frames
     * @throws IllegalArgumentException if the codec or an option is unknown; the message lists those that exist
     */
    public static Layer<?> named(String text) {
        int mark = text.indexOf('?');
        String name = mark < 0 ? text : text.substring(0, mark);
        Map<String, Function<Options, Layer<?>>> codecs = codecs();
        Function<Options, Layer<?>> codec = codecs.get(name);
        if (codec == null) {
            throw new IllegalArgumentException("no codec '" + name + "'; known codecs are " + codecs.keySet());
        }
        return codec.apply(Options.parse(mark < 0 ? "" : text.substring(mark + 1), text));
    }

    /** Returns the names of all codecs on the path. */
    public static SortedSet<String> names() {
        return new TreeSet<>(codecs().keySet());
    }

    private static Map<String, Function<Options, Layer<?>>> codecs() {
        Map<String, Function<Options, Layer<?>>> codecs = new TreeMap<>();
        for (CodecProvider provider : ServiceLoader.load(CodecProvider.class, CodecProvider.class.getClassLoader())) {
            provider.codecs().forEach(codecs::putIfAbsent);
        }
        return codecs;
    }
}
