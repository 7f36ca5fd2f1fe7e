package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.ArrowCompression;
import io.partd.arrow.shuffle.ArrowOptions;
import io.partd.codecs.compression.FileCompression;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how partitions become files. */
final class FileOptions {

    /** What other commands, and pyarrow, call what is not compressed. */
    static final String NONE = "none";

    @Option(
            names = "--compression",
            paramLabel = "CODEC[:LEVEL]",
            completionCandidates = Compressions.class,
            description = {
                "How files are compressed, with a level if need be, as in zstd:9. Text: gzip, zstd, lz4, bzip2 or none (default: none). "
                        + "Parquet: zstd, gzip, snappy, lz4_raw or none (default: as the first file is, if that is Parquet, else zstd:3). "
                        + "Arrow: zstd, lz4 or none (default: none)."
            })
    private @Nullable String compression;

    @Option(
            names = "--max-rows",
            paramLabel = "N",
            description = "The most rows of a file; a partition with more gets several.")
    private @Nullable Long maxRows;

    @Option(
            names = "--max-bytes",
            paramLabel = "SIZE",
            description = {
                "The most bytes of a file of text, before it is compressed; of an Arrow file, about, before it is compressed; of a "
                        + "Parquet file, about, as its row groups are whole."
            })
    private @Nullable String maxBytes;

    @Option(
            names = "--names",
            paramLabel = "TEMPLATE",
            description = {
                "What files are called, as in trips-{partition}-{file}.{ext} (default: part-{partition}.{ext}, and with --distinct "
                        + "data.{ext}). Without {file}, further files of a partition end in -1, -2 and so on."
            })
    private @Nullable String names;

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
        if (given != null && !inFiles) {
            throw new IllegalArgumentException(given + " goes with files, so with --to a directory");
        }
        if (names != null && !inFiles) {
            throw new IllegalArgumentException("--names goes with files, so with --to a directory");
        }
        if (maxRows() < 1) {
            throw new IllegalArgumentException("--max-rows " + maxRows + " is less than 1");
        }
        if (maxBytes() < 1) {
            throw new IllegalArgumentException("--max-bytes " + maxBytes + " is less than 1");
        }
        if (table == null) {
            ofText();
        } else if (table != TableFormat.PARQUET) {
            ofArrow(ArrowOptions.FILES);
        }
    }

    /**
     * Returns what files are called.
     *
     * @throws IllegalArgumentException if the template is not valid
     * @throws IOException if rows are to be added to files that are called otherwise
     */
    FileNames names(Destination to, Naming naming, OutputOptions options) throws IOException {
        FileNames wanted = names == null ? naming.fileNames() : FileNames.of(names, naming);
        Path directory = to.directory();
        if (directory == null
                || !options.keepsRows()
                || !Files.isDirectory(directory)
                || OutputDirectory.isEmpty(directory)) {
            return wanted;
        }
        DatasetProperties remembered = DatasetProperties.read(directory);
        FileNames present = remembered == null ? naming.fileNames() : remembered.names();
        if (names != null && !present.equals(wanted)) {
            throw new IOException(directory + " has files that are called " + present + ", and not " + wanted
                    + "; leave out --names, or choose another directory");
        }
        return present;
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

    /**
     * Returns how Arrow files are written.
     *
     * @throws IllegalArgumentException if there is no such compression
     */
    ArrowOptions ofArrow(ArrowOptions plain) {
        ArrowOptions options = plain.fileRows(maxRows()).fileBytes(ByteSize.of(maxBytes()));
        return compression == null || compression.equalsIgnoreCase(NONE)
                ? options
                : options.compression(ArrowCompression.of(compression));
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

    /** The compressions there are, for shells that complete them. */
    static final class Compressions implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return List.of("bzip2", "gzip", "lz4", "lz4_raw", "none", "snappy", "zstd")
                    .iterator();
        }
    }
}
