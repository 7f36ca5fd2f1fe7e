package io.partd.cli;

import io.partd.Layer;
import io.partd.Store;
import io.partd.codec.ByteCodec;
import io.partd.codec.Codecs;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** The codecs that {@code --codec} puts over a store. */
final class CodecChain {

    /** No codec at all. */
    static final CodecChain NONE = new CodecChain(List.of());

    private final List<ByteCodec> innermostFirst;

    private CodecChain(List<ByteCodec> innermostFirst) {
        this.innermostFirst = innermostFirst;
    }

    /**
     * Finds codecs by their names.
     *
     * @param names separated by commas, the outermost first
     * @throws TypeConversionException if there is no such codec, or it is none from bytes to bytes
     */
    static CodecChain named(String names) {
        List<ByteCodec> codecs = new ArrayList<>();
        for (String name : names.split(",", -1)) {
            codecs.add(0, codec(name.strip()));
        }
        return new CodecChain(codecs);
    }

    private static ByteCodec codec(String name) {
        Layer<?> layer;
        try {
            layer = Codecs.named(name);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
        if (layer instanceof ByteCodec codec) {
            return codec;
        }
        throw new TypeConversionException(
                "codec '" + name + "' makes values other than bytes, which the command line cannot show");
    }

    /** Puts the codecs over a store. */
    Store over(Store store) {
        Store top = store;
        for (ByteCodec codec : innermostFirst) {
            top = codec.over(top);
        }
        return top;
    }
}
