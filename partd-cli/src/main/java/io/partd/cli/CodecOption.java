package io.partd.cli;

import io.partd.Store;
import io.partd.cli.values.CodecChain;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

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
        return present == null ? CodecChain.remembered(store) : present;
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
            return CodecChain.remembered(store);
        }
    }
}
