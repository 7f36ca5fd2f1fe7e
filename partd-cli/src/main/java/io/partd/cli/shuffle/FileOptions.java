package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.codecs.compression.FileCompression;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how partitions become files. */
final class FileOptions {

    /** What other commands, and pyarrow, call what is not compressed. */
    static final String NONE = "none";

    @Option(
            names = "--compression",
            paramLabel = "CODEC[:LEVEL]",
            description = {
                "How files are compressed, with a level if need be, as in zstd:9. Text: gzip, zstd, lz4, bzip2 or none (default: none). "
                        + "Parquet: zstd, gzip, snappy, lz4_raw or none (default: as the first file is, if that is Parquet, else zstd:3)."
            })
    private @Nullable String compression;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            description = "The most rows of a file; a partition with more gets several. For text and Parquet.")
    private @Nullable Long maxRows;

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            description = {
                "The most bytes of a file of text, before it is compressed; of a Parquet file, about, as its row groups are whole."
            })
    private @Nullable String maxBytes;

    /**
     * Checks the options for an output.
     *
     * @param inFiles whether the output is a directory
     * @param table the format of tables; null for text
     * @throws IllegalArgumentException if they do not go with it
     */
    void check(boolean inFiles, @Nullable TableFormat table) {
        String given = compression != null
                ? "--compression"
                : maxRows != null ? "--max-rows" : maxBytes != null ? "--max-bytes" : null;
        if (given != null && (!inFiles || (table != null && table != TableFormat.PARQUET))) {
            throw new IllegalArgumentException(given
                    + (table == null
                            ? " goes with files, so with --to a directory"
                            : " goes with Parquet files: with --to-format parquet, and --to a directory"));
        }
        if (maxRows() < 1) {
            throw new IllegalArgumentException("--max-rows " + maxRows + " is less than 1");
        }
        if (maxBytes() < 1) {
            throw new IllegalArgumentException("--max-bytes " + maxBytes + " is less than 1");
        }
        if (table == null) {
            ofText();
        }
    }

    /** Returns what is said of the compression; null if it is nothing. */
    @Nullable
    String compression() {
        return compression;
    }

    /**
     * Returns how files of text are compressed; null if they are not.
     *
     * @throws IllegalArgumentException if there is no such compression
     */
    @Nullable
    FileCompression ofText() {
        return compression == null || compression.equalsIgnoreCase(NONE) ? null : FileCompression.of(compression);
    }

    /** Returns the most rows of a file. */
    long maxRows() {
        return maxRows == null ? Long.MAX_VALUE : maxRows;
    }

    /** Returns the most bytes of a file. */
    long maxBytes() {
        return maxBytes == null ? Long.MAX_VALUE : ByteSize.of(maxBytes).bytes();
    }

    /** Tells whether a partition may have several files. */
    boolean areLimited() {
        return maxRows != null || maxBytes != null;
    }
}
