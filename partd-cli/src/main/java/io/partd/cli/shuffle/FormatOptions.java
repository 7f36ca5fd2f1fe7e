package io.partd.cli.shuffle;

import io.partd.arrow.SchemaMode;
import io.partd.codecs.shuffle.JsonLinesFormat;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the input looks like. */
final class FormatOptions {

    /** What unpacks files to standard output, by what their names end in. */
    private static final Map<String, String> UNPACKERS =
            Map.of("zst", "zstd -dc", "bz2", "bzip2 -dc", "xz", "xz -dc", "lz4", "lz4 -dc", "zip", "unzip -p");

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            preprocessor = OptionLikeColumn.class,
            converter = OptionLikeColumn.class,
            description = {
                "The column to split by: its name, or its 1-based number. For jsonl, the name of a member; for lines, not given: "
                        + "the whole line counts. For tables it may be given several times."
            })
    private List<String> by = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = {
                "The input's format: csv, tsv, jsonl or lines; or parquet, arrow or arrows, which are tables (default: by the first "
                        + "file's name)."
            })
    private @Nullable Kind kind;

    @Option(
            names = "--to-format",
            paramLabel = "FORMAT",
            description = "The partitions' format, for tables: parquet, arrow or arrows (default: the input's).")
    private @Nullable TableFormat toFormat;

    @Option(
            names = "--int96",
            paramLabel = "UNIT",
            description = {
                "What a Parquet file's times of the type INT96 are read as: nanosecond, which reaches from 1677 to 2262, or "
                        + "microsecond, with finer digits cut off (default: microsecond for files of Spark, else nanosecond)."
            })
    private @Nullable Int96 int96;

    @Option(
            names = "--schema",
            paramLabel = "unify|strict",
            description = {
                "What to do if tables differ in columns, their order or types: unify has all columns, with types that take the "
                        + "values of all, and nulls where a table lacks one; strict refuses them (default: unify)."
            })
    private @Nullable SchemaMode schemas;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "The separator of csv, if it is not a comma; \\t is a tab.")
    private @Nullable String delimiter;

    @Option(names = "--no-header", description = "The first row of csv or tsv is data; --by is a number then.")
    private boolean noHeader;

    /** The units that INT96 can be read as, called as on the command line. */
    private enum Int96 {
        NANOSECOND(TimeUnit.NANOSECOND),
        MICROSECOND(TimeUnit.MICROSECOND);

        private final TimeUnit unit;

        Int96(TimeUnit unit) {
            this.unit = unit;
        }
    }

    /** The formats there are, called as on the command line. */
    private enum Kind {
        CSV(".csv"),
        TSV(".tsv"),
        JSONL(".jsonl"),
        LINES(".txt"),
        PARQUET(TableFormat.PARQUET),
        ARROW(TableFormat.ARROW),
        ARROWS(TableFormat.ARROWS);

        private final String suffix;
        private final @Nullable TableFormat table;

        Kind(String suffix) {
            this.suffix = suffix;
            this.table = null;
        }

        Kind(TableFormat table) {
            this.suffix = table.suffix();
            this.table = table;
        }
    }

    /**
     * Returns the format of tables that the input is in; null if it is text.
     *
     * @throws IllegalArgumentException if the options don't go together, or say too little
     */
    @Nullable
    TableFormat table(String firstInput) {
        Kind found = kind(firstInput);
        if (found.table == null && toFormat != null) {
            throw new IllegalArgumentException("--to-format goes with tables; text stays as it is");
        }
        if (found.table == null && schemas != null) {
            throw new IllegalArgumentException("--schema goes with tables; text has no types");
        }
        if (found.table != TableFormat.PARQUET && int96 != null) {
            throw new IllegalArgumentException("--int96 goes with --format parquet; others have no times of that type");
        }
        if (found.table != null) {
            checkTextOptions(found);
            if (by.isEmpty()) {
                throw missing();
            }
        }
        return found.table;
    }

    /** Returns the format that tables are to be written in. */
    TableFormat toFormat(TableFormat from) {
        return toFormat == null ? from : toFormat;
    }

    /** Returns what times of the type INT96 are to become; null if each file says so. */
    @Nullable
    TimeUnit int96() {
        return int96 == null ? null : int96.unit;
    }

    /** Returns what becomes of tables whose schemas differ. */
    SchemaMode schemas() {
        return schemas == null ? SchemaMode.UNIFY : schemas;
    }

    /** Returns the columns to split tables by. */
    List<String> columns() {
        return by;
    }

    /**
     * Returns the format.
     *
     * @param firstInput the name that says which it is, if no option does
     * @throws IllegalArgumentException if the options don't go together, or say too little
     */
    RecordFormat format(String firstInput) {
        Kind found = kind(firstInput);
        checkTextOptions(found);
        return switch (found) {
            case CSV -> delimited(DelimitedFormat.csv(column()));
            case TSV -> delimited(DelimitedFormat.tsv(column()));
            case JSONL -> JsonLinesFormat.keyedBy(column().toString());
            case LINES -> lines();
            case PARQUET, ARROW, ARROWS -> throw new IllegalArgumentException(found + " is a format of tables");
        };
    }

    private void checkTextOptions(Kind found) {
        if (delimiter != null && found != Kind.CSV) {
            throw new IllegalArgumentException("--delimiter goes with --format csv");
        }
        if (noHeader && found != Kind.CSV && found != Kind.TSV) {
            throw new IllegalArgumentException("--no-header goes with --format csv or tsv; others have none");
        }
    }

    /** Returns what the partitions' names end in. */
    String suffix(String firstInput) {
        return kind(firstInput).suffix;
    }

    /**
     * Returns the column's name, read from the first input's header where only its number was given.
     *
     * @throws IllegalArgumentException if that input can't be read twice, or has no such column
     * @throws IOException if its header is malformed
     */
    String columnName(RecordFormat format, InputFile first) throws IOException {
        if (!(format instanceof DelimitedFormat delimited)) {
            return format instanceof LineFormat ? "line" : column().toString();
        }
        if (noHeader) {
            return "column" + column();
        }
        if (!column().toString().matches("\\d+")) {
            return column().toString();
        }
        if (!first.isRereadable()) {
            throw new IllegalArgumentException(
                    "--by " + column() + ": with --distinct from " + first.name() + ", give the column's name");
        }
        try (InputStream in = Channels.newInputStream(first.decompressed().open())) {
            HeaderLine header = HeaderLine.read(format, in, first.name(), HeaderLine.LONGEST);
            String sourceFault = header.sourceFault(format);
            if (sourceFault != null) {
                throw new IOException(first.name() + ": " + sourceFault);
            }
            String fault = format.headerFault(header.columns());
            if (fault != null) {
                throw new IOException(first.name() + ":1: " + fault);
            }
            return HiveNames.requireNamed(delimited.columnName(header.columns()), column());
        }
    }

    private Column column() {
        if (by.isEmpty()) {
            throw missing();
        }
        if (by.size() > 1) {
            throw new IllegalArgumentException(
                    "--by is given " + by.size() + " times; text is split by one column, and only tables by several");
        }
        return Column.of(by.get(0));
    }

    private static IllegalArgumentException missing() {
        return new IllegalArgumentException("--by COLUMN is missing; say which column to split by");
    }

    private RecordFormat delimited(DelimitedFormat plain) {
        DelimitedFormat delimited = delimiter == null ? plain : plain.delimitedBy(separator(delimiter));
        return delimited.withHeader(noHeader ? Header.ABSENT : Header.PRESENT);
    }

    private static char separator(String text) {
        if (text.equals("\\t")) {
            return '\t';
        }
        if (text.length() != 1) {
            throw new IllegalArgumentException("--delimiter '" + text + "' is not one character, nor \\t");
        }
        return text.charAt(0);
    }

    private RecordFormat lines() {
        if (!by.isEmpty()) {
            throw new IllegalArgumentException("--by " + by.get(0) + ": lines have no columns; leave it out");
        }
        return new LineFormat();
    }

    private Kind kind(String firstInput) {
        if (kind != null) {
            return kind;
        }
        String name = firstInput.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        for (Kind candidate : Kind.values()) {
            if (name.endsWith(candidate.suffix)) {
                return candidate;
            }
        }
        if (name.endsWith(".ndjson")) {
            return Kind.JSONL;
        }
        if (name.endsWith(".feather") || name.endsWith(".ipc")) {
            return Kind.ARROW;
        }
        String command = UNPACKERS.get(name.substring(name.lastIndexOf('.') + 1));
        if (command != null) {
            throw new IllegalArgumentException("'" + firstInput
                    + "' is compressed, and only gzip is unpacked here; unpack it first, as with '" + command + " "
                    + firstInput + " | partd shuffle - --format csv …'");
        }
        throw new IllegalArgumentException("the name '" + firstInput
                + "' does not tell the format; say --format csv, tsv, jsonl, lines, parquet, arrow or arrows");
    }
}
