package io.partd.cli;

import picocli.CommandLine.Option;

/** The option that puts codecs over a store. */
final class CodecOption {

    @Option(
            names = "--codec",
            paramLabel = "NAME,...",
            description =
                    "How the values are encoded in the store, outermost first, as in zlib, or pickle,snappy. Some have "
                            + "options: zstd?level=19.")
    private CodecChain chain = CodecChain.NONE;

    /** Returns the codecs. */
    CodecChain chain() {
        return chain;
    }
}
