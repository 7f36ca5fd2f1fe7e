package io.partd.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Metadata;
import io.partd.Store;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The option that puts codecs over a store. */
final class CodecOption {

    @Option(
            names = "--codec",
            paramLabel = "NAME,...",
            description =
                    "How the values are encoded in the store, outermost first, as in zlib, or pickle,snappy. Some have "
                            + "options: zstd?level=19. A log or a dataset on Redis remembers its codecs, and needs no "
                            + "--codec then; none is for the bytes as they are stored.")
    private @Nullable CodecChain chain;

    /** Returns the codecs that were given. */
    Optional<CodecChain> given() {
        return Optional.ofNullable(chain);
    }

    /** Returns the codecs that were given, or else those that the store remembers. */
    CodecChain of(Store store) throws IOException {
        CodecChain present = chain;
        return present == null ? remembered(store) : present;
    }

    /** Returns the codecs that were given, or else those that the store at an address remembers, if it is there. */
    CodecChain of(StoreAddress address) throws IOException {
        CodecChain present = chain;
        if (present != null) {
            return present;
        }
        if (address.isNewDirectory()) {
            return CodecChain.NONE;
        }
        try (Store store = address.open()) {
            return remembered(store);
        }
    }

    private static CodecChain remembered(Store store) throws IOException {
        Optional<String> names = names(store);
        try {
            return names.map(CodecChain::named).orElse(CodecChain.NONE);
        } catch (TypeConversionException e) {
            throw new IOException(
                    store + " has values that are encoded by " + names.orElse("")
                            + ", which this command cannot decode: " + e.getMessage()
                            + "; --codec none gives the bytes as they are stored",
                    e);
        }
    }

    /** Returns the names of the codecs that a store remembers, separated by commas, the outermost first. */
    static Optional<String> names(Store store) throws IOException {
        Optional<Metadata> metadata = store.metadata();
        byte[] names = metadata.isEmpty() ? null : metadata.get().entries().get(Metadata.CODECS);
        return Optional.ofNullable(names).map(bytes -> new String(bytes, UTF_8));
    }
}
