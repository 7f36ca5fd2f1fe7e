package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.parquet.ParquetCompression;
import io.partd.parquet.ParquetOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say how Parquet files are written. */
final class ParquetFileOptions {

    @Option(
            names = "--row-group-rows",
            paramLabel = "N",
            description = "The most rows of a row group in Parquet files (default: 1048576).")
    private @Nullable Integer rowGroupRows;

    @Option(
            names = "--row-group-size",
            paramLabel = "SIZE",
            description = "About how large a row group becomes in Parquet files, compressed (default: 64m).")
    private @Nullable String rowGroupSize;

    @Option(
            names = "--data-page-version",
            paramLabel = "1|2",
            description = "The version of data pages in Parquet files (default: 1).")
    private @Nullable Integer dataPageVersion;

    @Option(
            names = "--bloom-filter",
            paramLabel = "COLUMN",
            split = ",",
            description = {
                "A column of Parquet files that gets a Bloom filter in each row group, or several with commas between them; may be "
                        + "given several times. A column within others has dots in its name."
            })
    private List<String> bloomFilters = new ArrayList<>();

    /**
     * Returns the options as the library has them.
     *
     * @param to the format of the output; null for text
     * @param files says how files are compressed
     * @throws IllegalArgumentException if an option is given and the output is not Parquet, or if an option is not
     *     valid
     */
    ParquetOptions options(@Nullable TableFormat to, FileOptions files) {
        if (to != TableFormat.PARQUET) {
            refuse("--row-group-rows", rowGroupRows);
            refuse("--row-group-size", rowGroupSize);
            refuse("--data-page-version", dataPageVersion);
            refuse("--bloom-filter", bloomFilters.isEmpty() ? null : bloomFilters);
        }
        ParquetOptions options = ParquetOptions.DEFAULT.bloomFilters(bloomFilters);
        String compression = to == TableFormat.PARQUET ? files.compression() : null;
        if (compression != null) {
            options = compressed(options, compression);
        }
        if (rowGroupRows != null) {
            options = options.rowGroupRows(rowGroupRows);
        }
        if (rowGroupSize != null) {
            options = options.rowGroupBytes(ByteSize.of(rowGroupSize));
        }
        if (files.maxRows() < Long.MAX_VALUE) {
            options = options.fileRows(files.maxRows());
        }
        if (files.maxBytes() < Long.MAX_VALUE) {
            options = options.fileBytes(ByteSize.of(files.maxBytes()));
        }
        return dataPageVersion == null ? options : options.dataPageVersion(dataPageVersion);
    }

    private static void refuse(String name, @Nullable Object value) {
        if (value != null) {
            throw new IllegalArgumentException(
                    name + " goes with Parquet files: with --to-format parquet, and --to a directory");
        }
    }

    private static ParquetOptions compressed(ParquetOptions options, String text) {
        int colon = text.indexOf(':');
        ParquetCompression codec = codec(text, colon < 0 ? text : text.substring(0, colon));
        if (colon < 0) {
            return options.compression(codec);
        }
        String level = text.substring(colon + 1);
        if (!level.matches("-?\\d{1,9}")) {
            throw new IllegalArgumentException("--compression " + text + ": the level '" + level
                    + "' is no whole number; give one, as in zstd:3 or gzip:6");
        }
        return options.compression(codec, Integer.parseInt(level));
    }

    private static ParquetCompression codec(String text, String name) {
        for (ParquetCompression codec : ParquetCompression.values()) {
            if (nameOf(codec).equalsIgnoreCase(name)) {
                return codec;
            }
        }
        throw new IllegalArgumentException("--compression " + text + ": there is no codec '" + name + "'; there are "
                + Arrays.stream(ParquetCompression.values())
                        .map(ParquetFileOptions::nameOf)
                        .collect(Collectors.joining(", ")));
    }

    private static String nameOf(ParquetCompression codec) {
        return codec == ParquetCompression.UNCOMPRESSED
                ? FileOptions.NONE
                : codec.name().toLowerCase(Locale.ROOT);
    }
}
