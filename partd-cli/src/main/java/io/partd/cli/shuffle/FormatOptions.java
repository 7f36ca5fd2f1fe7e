package io.partd.cli.shuffle;

import io.partd.cli.jsonl.JsonLinesFormat;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the input looks like. */
final class FormatOptions {

    @Option(
            names = "--by",
            paramLabel = "COLUMN",
            description = {
                "The column to split by: its name, or its 1-based number. For jsonl, the name of a member; for lines, not given: "
                        + "the whole line counts."
            })
    private @Nullable String by;

    @Option(
            names = "--format",
            paramLabel = "csv|tsv|jsonl|lines",
            description = "The input's format (default: by the first file's name).")
    private @Nullable Kind kind;

    @Option(
            names = "--delimiter",
            paramLabel = "CHAR",
            description = "The separator of csv, if it is not a comma; \\t is a tab.")
    private @Nullable String delimiter;

    @Option(names = "--no-header", description = "The first row of csv or tsv is data; --by is a number then.")
    private boolean noHeader;

    /** The formats there are, called as on the command line. */
    private enum Kind {
        CSV(".csv"),
        TSV(".tsv"),
        JSONL(".jsonl"),
        LINES(".txt");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }
    }

    /**
     * Returns the format.
     *
     * @param firstInput the name that says which it is, if no option does
     * @throws IllegalArgumentException if the options don't go together, or say too little
     */
    RecordFormat format(String firstInput) {
        Kind found = kind(firstInput);
        if (delimiter != null && found != Kind.CSV) {
            throw new IllegalArgumentException("--delimiter goes with --format csv");
        }
        if (noHeader && found != Kind.CSV && found != Kind.TSV) {
            throw new IllegalArgumentException("--no-header goes with --format csv or tsv; others have none");
        }
        return switch (found) {
            case CSV -> delimited(DelimitedFormat.csv(column()));
            case TSV -> delimited(DelimitedFormat.tsv(column()));
            case JSONL -> JsonLinesFormat.keyedBy(column().toString());
            case LINES -> lines();
        };
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
                    "--by " + by + ": with --distinct from " + first.name() + ", give the column's name");
        }
        try (InputStream in = Channels.newInputStream(first.open())) {
            byte[] header = HeaderLine.read(format, in, first.name()).columns();
            String fault = format.headerFault(header);
            if (fault != null) {
                throw new IOException(first.name() + ":1: " + fault);
            }
            return delimited.columnName(header);
        }
    }

    private Column column() {
        if (by == null) {
            throw new IllegalArgumentException("--by COLUMN is missing; say which column to split by");
        }
        return Column.of(by);
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
        if (by != null) {
            throw new IllegalArgumentException("--by " + by + ": lines have no columns; leave it out");
        }
        return new LineFormat();
    }

    private Kind kind(String firstInput) {
        if (kind != null) {
            return kind;
        }
        String name = firstInput.toLowerCase(Locale.ROOT).replaceFirst("\\.gz$", "");
        for (Kind candidate : List.of(Kind.CSV, Kind.TSV, Kind.JSONL, Kind.LINES)) {
            if (name.endsWith(candidate.suffix)) {
                return candidate;
            }
        }
        if (name.endsWith(".ndjson")) {
            return Kind.JSONL;
        }
        throw new IllegalArgumentException(
                "the name '" + firstInput + "' does not tell the format; say --format csv, tsv, jsonl or lines");
    }
}
