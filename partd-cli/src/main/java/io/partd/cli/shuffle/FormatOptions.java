package io.partd.cli.shuffle;

import io.partd.cli.jsonl.JsonLinesFormat;
import io.partd.shuffle.Column;
import io.partd.shuffle.DelimitedFormat;
import io.partd.shuffle.DelimitedFormat.Header;
import io.partd.shuffle.LineFormat;
import io.partd.shuffle.RecordFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what the input looks like. */
final class FormatOptions {

    @Option(names = "--by", paramLabel = "COLUMN", description = {
        "The column to split by: its name, or its 1-based number. For jsonl, the name of a member; for lines, not given: "
                + "the whole line counts."
    })
    private @Nullable String by;

    @Option(
            names = "--format",
            paramLabel = "csv|tsv|jsonl|lines",
            description = "The input's format (default: by the first file's name).")
    private @Nullable Kind kind;

    @Option(names = "--delimiter", paramLabel = "CHAR", description = "The separator of csv, if it is not a comma.")
    private @Nullable Character delimiter;

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
        return switch (kind(firstInput)) {
            case CSV -> delimited(DelimitedFormat.csv(column()));
            case TSV -> delimited(DelimitedFormat.tsv(column()));
            case JSONL -> new JsonLinesFormat(column().toString());
            case LINES -> lines();
        };
    }

    /** Returns what the partitions' names end in. */
    String suffix(String firstInput) {
        return kind(firstInput).suffix;
    }

    /** Returns the column as it was given. */
    Column column() {
        if (by == null) {
            throw new IllegalArgumentException("--by COLUMN is missing; say which column to split by");
        }
        return Column.of(by);
    }

    private RecordFormat delimited(DelimitedFormat plain) {
        DelimitedFormat delimited = delimiter == null ? plain : plain.delimitedBy(delimiter);
        return delimited.withHeader(noHeader ? Header.ABSENT : Header.PRESENT);
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
