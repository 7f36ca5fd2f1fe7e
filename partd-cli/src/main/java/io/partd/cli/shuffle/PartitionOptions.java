package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.expression.KeyExpression;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Source;
import io.partd.shuffle.TooManyPartitionsException;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which row goes where. */
final class PartitionOptions {

    private static final int DEFAULT_COUNT = 64;
    private static final int DEFAULT_LIMIT = 10_000;

    @Option(
            names = {"-n", "--partitions"},
            paramLabel = "N",
            description =
                    "How many partitions (default: " + DEFAULT_COUNT + "); rows go by a stable hash of the column.")
    private @Nullable Integer count;

    @Option(
            names = "--distinct",
            description = {
                "One partition per value, as COLUMN=VALUE/data.csv: a plain directory that Hive, Spark and DuckDB read as a partitioned "
                        + "table, and no partd dataset. Files of tables do not have the column, and files of text do: see --drop-key."
            })
    private boolean distinct;

    @Option(
            names = "--max-partitions",
            paramLabel = "N",
            description = "With --distinct, how many values there may be (default: " + DEFAULT_LIMIT + ").")
    private @Nullable Integer limit;

    @Option(
            names = "--range",
            description = {
                "N ordered partitions of about the same size, by ranges of the column; reads the input twice."
            })
    private boolean range;

    @Option(names = "--numeric", description = "With --range, order by number instead of by characters.")
    private boolean numeric;

    /** Checks that the options go together. */
    void check() {
        if (distinct && range) {
            throw new IllegalArgumentException("--distinct and --range exclude each other");
        }
        if (numeric && !range) {
            throw new IllegalArgumentException("--numeric goes with --range");
        }
        if (count != null && distinct) {
            throw new IllegalArgumentException("-n and --distinct exclude each other; --max-partitions is its limit");
        }
        if (limit != null && !distinct) {
            throw new IllegalArgumentException("--max-partitions goes with --distinct; -n says how many there are");
        }
    }

    /** Returns how many numbered partitions there are to be. */
    int count() {
        return count == null ? DEFAULT_COUNT : count;
    }

    /** Returns how many distinct values there may be. */
    int limit() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    /** Says what to do with the options where there are more distinct values than allowed. */
    static IOException tooManyValues(TooManyPartitionsException e) {
        return new IOException(
                "there are more than " + e.limit() + " values; raise --max-partitions, up to "
                        + Partitioners.MAX_PARTITIONS + ", or say -n instead of --distinct",
                e);
    }

    /** Returns how rows are partitioned by some columns; by whole lines if there are none. */
    Partitioning partitioning(List<String> by) {
        List<String> columns = by.isEmpty() ? List.of("line") : List.copyOf(by);
        if (distinct) {
            List<String> names = columns.stream()
                    .map(column -> KeyExpression.of(column).name())
                    .toList();
            return new Partitioning(Partitioning.Method.VALUE, 0, names);
        }
        Partitioning.Method method = numeric
                ? Partitioning.Method.NUMERIC_RANGE
                : range ? Partitioning.Method.RANGE : Partitioning.Method.HASH;
        return new Partitioning(method, count(), columns);
    }

    boolean isNumeric() {
        return numeric;
    }

    boolean isDistinct() {
        return distinct;
    }

    boolean isRange() {
        return range;
    }

    /**
     * Returns a partitioner with a directory for each value of some keys, those of further ones in those of the first.
     */
    Partitioner distinct(List<String> keys) {
        return keys.size() == 1
                ? Partitioners.distinct(limit(), value -> HiveNames.directory(keys.get(0), value))
                : Partitioners.distinctOfSeveral(limit(), values -> HiveNames.directories(keys, values));
    }

    /**
     * Returns a partitioner with numbered partitions; for ranges, reads the sources.
     *
     * @param names what partitions are called, a template of the library
     * @param present where ranges begin that are there already; null if there are none
     */
    Partitioner numbered(
            String names, RecordFormat format, List<Source> sources, ByteSize memory, @Nullable List<byte[]> present)
            throws IOException {
        int n = count();
        if (!range) {
            return Partitioners.hash(n, names);
        }
        if (present == null) {
            return numeric
                    ? Partitioners.numericRanges(n, names, format, sources, memory)
                    : Partitioners.ranges(n, names, format, sources, memory);
        }
        return numeric
                ? Partitioners.numericRanges(n, names, format, present)
                : Partitioners.ranges(n, names, format, present);
    }
}
