package io.partd.cli.shuffle;

import io.partd.arrow.SchemaMode;
import io.partd.codecs.shuffle.JsonLinesFormat;
import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.HeaderLine;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the input looks like. */
final class FormatOptions {

    /** What unpacks files to standard output, by what their names end in. */
    private static final Map<String, String> UNPACKERS =
            Map.of("xz", "xz -dc", "zip", "unzip -p", "7z", "7z e -so", "tar", "tar -xOf", "tgz", "tar -xzOf");

    private static final Pattern COMPRESSED = Pattern.compile("\\.(gz|zst|bz2|lz4)$");

    /** What the only column of lines is called. */
    private static final String LINE = "line";

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            preprocessor = OptionLikeColumn.class,
            converter = OptionLikeColumn.class,
            description = {
                "The column to split by: its name, or its 1-based number; or a key made of it: year(c), month(c), day(c), hour(c), "
                        + "prefix(c, n), bucket(c, width). For jsonl, a member, as in user.id; for lines, not given: "
                        + "the whole line counts. May be given several times."
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

        /** Returns the format that a file's name tells, without what it is compressed by; null if it tells none. */
        static @Nullable Kind of(String fileName) {
            String name = COMPRESSED.matcher(fileName.toLowerCase(Locale.ROOT)).replaceFirst("");
            for (Kind candidate : values()) {
                if (name.endsWith(candidate.suffix)) {
                    return candidate;
                }
            }
            if (name.endsWith(".ndjson")) {
                return JSONL;
            }
            return name.endsWith(".feather") || name.endsWith(".ipc") ? ARROW : null;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
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
     * Returns the format, of the rows that are wanted.
     *
     * @param firstInput the name that says which it is, if no option does
     * @throws IllegalArgumentException if the options don't go together, or say too little
     */
    RecordFormat format(String firstInput, RowOptions rows) {
        Kind found = kind(firstInput);
        checkTextOptions(found);
        if (found == Kind.LINES) {
            checkLines();
            if (rows.dropKey()) {
                throw new IllegalArgumentException(
                        "--drop-key: a line is its own key, and nothing of it would be left");
            }
            return rows.areAll() && by.isEmpty() ? new LineFormat() : rows.of(new LineFormat(), textKeys(found));
        }
        if (by.isEmpty()) {
            throw missing();
        }
        if (found == Kind.JSONL) {
            return rows.of(JsonLinesFormat.keyedBy(by.get(0)), by);
        }
        KeyExpression first = KeyExpression.of(by.get(0));
        boolean isColumn = by.size() == 1 && first.function() == KeyFunction.IDENTITY && rows.areAll();
        Column column = Column.of(isColumn ? first.column().text() : by.get(0));
        DelimitedFormat delimited =
                delimited(found == Kind.CSV ? DelimitedFormat.csv(column) : DelimitedFormat.tsv(column));
        return isColumn ? delimited : rows.of(delimited, by);
    }

    private void checkLines() {
        for (String key : by) {
            if (!KeyExpression.of(key).column().text().equals(LINE)) {
                throw new IllegalArgumentException("--by " + key + ": lines have no columns but '" + LINE
                        + "', the whole line; leave it out, or say prefix(" + LINE + ", 10)");
            }
        }
    }

    /** Returns the keys of rows of text. */
    private List<String> textKeys(Kind found) {
        return by.isEmpty() && found == Kind.LINES ? List.of(LINE) : by;
    }

    /**
     * Returns the format of files with the rows that are wanted: all of their rows, as they are.
     *
     * @param firstInput the name that says which it is, if no option does
     */
    RecordFormat fileFormat(String firstInput) {
        Kind found = kind(firstInput);
        return switch (found) {
            case CSV -> delimited(DelimitedFormat.csv());
            case TSV -> delimited(DelimitedFormat.tsv());
            case JSONL, LINES -> new LineFormat();
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
     * Returns what directories call the keys, by the first input's header where that can be read twice.
     *
     * @param telling the name that tells the format
     * @throws IllegalArgumentException if only a number was given for one and that input can't be read twice, or if it
     *     has no such column
     * @throws IOException if its header is malformed
     */
    List<String> keyNames(RecordFormat format, Input first, String telling) throws IOException {
        Kind found = kind(telling);
        List<KeyExpression> keys =
                textKeys(found).stream().map(KeyExpression::of).toList();
        if (found == Kind.JSONL || found == Kind.LINES) {
            return keys.stream().map(KeyExpression::name).toList();
        }
        if (noHeader) {
            return keys.stream().map(key -> key.nameOf("column" + key.column())).toList();
        }
        if (first.isRereadable()) {
            List<String> columns = columns(found, format, first);
            return keys.stream()
                    .map(key -> keyName(key.among(columns), columns))
                    .toList();
        }
        for (KeyExpression key : keys) {
            if (key.column().text().matches("\\d+")) {
                throw new IllegalArgumentException(
                        "--by " + key + ": with --distinct from " + first.name() + ", give the column's name");
            }
        }
        return keys.stream().map(KeyExpression::name).toList();
    }

    /** Returns the names of the input's columns, as far as its header can be read twice and has them. */
    List<String> inputColumns(RecordFormat format, Input first, String telling) throws IOException {
        Kind found = kind(telling);
        boolean hasHeader = (found == Kind.CSV || found == Kind.TSV) && !noHeader;
        return hasHeader && first.isRereadable() ? columns(found, format, first) : List.of();
    }

    private static String keyName(KeyExpression key, List<String> columns) {
        Column column = Column.of(key.column().text());
        return key.nameOf(HiveNames.requireNamed(columns.get(column.index(columns)), column));
    }

    /** Reads the names of a file's columns. */
    private List<String> columns(Kind found, RecordFormat format, Input file) throws IOException {
        try (InputStream in = Channels.newInputStream(
                format.withColumns(file.decompressed(), file.columns()).open())) {
            HeaderLine header = HeaderLine.read(format, in, file.name(), HeaderLine.LONGEST);
            String sourceFault = header.sourceFault(format);
            if (sourceFault != null) {
                throw new IOException(file.name() + ": " + sourceFault);
            }
            String fault = format.headerFault(header.columns());
            if (fault != null) {
                throw new IOException(file.name() + ":1: " + fault);
            }
            return delimited(found == Kind.TSV ? DelimitedFormat.tsv() : DelimitedFormat.csv())
                    .names(header.columns());
        }
    }

    private static IllegalArgumentException missing() {
        return new IllegalArgumentException("--by COLUMN is missing; say which column to split by");
    }

    private DelimitedFormat delimited(DelimitedFormat plain) {
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

    /**
     * Returns the name that tells the format: the first of those that do, or the very first.
     *
     * @throws IllegalArgumentException if another name tells another format
     */
    String telling(Inputs inputs) throws IOException {
        String telling = null;
        for (Input input : inputs.all()) {
            String name = input.table() == null ? input.fileName() : input.fileName() + TableFormat.ARROWS.suffix();
            if (kind == null && Kind.of(name) != null) {
                telling = telling == null ? name : telling;
                if (Kind.of(name) != Kind.of(telling)) {
                    throw new IllegalArgumentException(
                            "'" + telling + "' is " + Kind.of(telling) + " by its name, and '"
                                    + name + "' is " + Kind.of(name)
                                    + "; shuffle them one after the other, or say --format if all are the same");
                }
            }
        }
        if (telling != null) {
            return telling;
        }
        StandardInput standardInput = inputs.standardInput();
        TableFormat table = kind == null && standardInput != null ? standardInput.tableFormat() : null;
        return inputs.all().get(0).fileName() + (table == null ? "" : table.suffix());
    }

    private Kind kind(String firstInput) {
        Kind told = kind == null ? Kind.of(firstInput) : kind;
        if (told != null) {
            return told;
        }
        String name = firstInput.toLowerCase(Locale.ROOT);
        String command = UNPACKERS.get(name.substring(name.lastIndexOf('.') + 1));
        if (command != null) {
            throw new IllegalArgumentException("'" + firstInput
                    + "' is compressed or an archive, by its name; unpack it first, as with '" + command + " "
                    + firstInput + " | partd shuffle - --format csv …'");
        }
        throw new IllegalArgumentException("the name '" + firstInput
                + "' does not tell the format; say --format csv, tsv, jsonl, lines, parquet, arrow or arrows");
    }
}
