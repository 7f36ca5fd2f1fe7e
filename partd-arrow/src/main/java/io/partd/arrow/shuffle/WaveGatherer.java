package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.memory.BuiltColumns;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Makes a table for each group of consecutive partitions, or for each partition, of the rows that a wave of slices has
 * in it. Columns are gathered side by side. For one thread.
 */
final class WaveGatherer implements AutoCloseable {

    private final BufferAllocator allocator;
    private final Dictionaries dictionaries;
    private final ExecutorService executor;
    private final int threads;

    WaveGatherer(BufferAllocator allocator, Dictionaries dictionaries, int threads) {
        this.allocator = allocator;
        this.dictionaries = dictionaries;
        this.executor = Threads.start(threads, "partd-shuffle-gather");
        this.threads = threads;
    }

    /**
     * Returns a table for each group, in which rows lie partition by partition; null for one without a row. The caller
     * closes them.
     *
     * @param counts how many rows each partition has
     * @param groupSize how many partitions a group has
     */
    List<@Nullable Table> gather(List<Slice> wave, int[] counts, int groupSize) throws IOException {
        for (Slice slice : wave) {
            dictionaries.add(slice.batch());
        }
        int[] sizes = new int[(counts.length + groupSize - 1) / groupSize];
        for (int p = 0; p < counts.length; p++) {
            sizes[p / groupSize] += counts[p];
        }
        List<@Nullable ColumnBuilder[]> builders = new ArrayList<>();
        fields().forEach(field -> builders.add(new ColumnBuilder[sizes.length]));
        List<@Nullable Table> tables = new ArrayList<>();
        try {
            Threads.run(executor, tasks(wave, sizes, groupSize, builders));
            for (int g = 0; g < sizes.length; g++) {
                tables.add(sizes[g] == 0 ? null : table(builders, g, sizes[g]));
            }
            return tables;
        } catch (Throwable e) {
            tables.stream().filter(Objects::nonNull).forEach(Table::close);
            throw e;
        } finally {
            builders.forEach(WaveGatherer::close);
        }
    }

    private List<Field> fields() {
        return dictionaries.schema().getFields();
    }

    /** Returns a task for each column, or several for ranges of groups, where there are more threads. */
    private List<Callable<@Nullable Void>> tasks(
            List<Slice> wave, int[] sizes, int groupSize, List<@Nullable ColumnBuilder[]> builders) {
        int ranges = Math.max(1, Math.min(sizes.length, threads / Math.max(1, builders.size())));
        List<Callable<@Nullable Void>> tasks = new ArrayList<>();
        for (int c = 0; c < builders.size(); c++) {
            int column = c;
            for (int range = 0; range < ranges; range++) {
                int from = (int) ((long) range * sizes.length / ranges);
                int to = (int) ((range + 1L) * sizes.length / ranges);
                tasks.add(() -> {
                    if (groupSize == 1) {
                        gatherPartitions(column, wave, sizes, from, to, builders.get(column));
                    } else {
                        gatherGroups(column, wave, sizes, groupSize, from, to, builders.get(column));
                    }
                    return null;
                });
            }
        }
        return tasks;
    }

    /** Gathers slice by slice: the next partition finds the slice in the processor's cache. */
    private void gatherPartitions(
            int column, List<Slice> wave, int[] counts, int from, int to, @Nullable ColumnBuilder[] builders)
            throws IOException {
        for (Slice slice : wave) {
            for (int p = from; p < to; p++) {
                gather(column, slice, p, builder(column, builders, p, counts[p]));
            }
        }
    }

    /** Gathers partition by partition. */
    private void gatherGroups(
            int column,
            List<Slice> wave,
            int[] sizes,
            int groupSize,
            int from,
            int to,
            @Nullable ColumnBuilder[] builders)
            throws IOException {
        for (int g = from; g < to; g++) {
            ColumnBuilder builder = builder(column, builders, g, sizes[g]);
            for (int p = g * groupSize; p < (g + 1) * groupSize; p++) {
                for (Slice slice : wave) {
                    gather(column, slice, p, builder);
                }
            }
        }
    }

    private @Nullable ColumnBuilder builder(int column, @Nullable ColumnBuilder[] builders, int number, int rows) {
        if (builders[number] == null && rows > 0) {
            builders[number] = ColumnBuilders.of(fields().get(column), allocator, rows);
        }
        return builders[number];
    }

    private static void gather(int column, Slice slice, int partition, @Nullable ColumnBuilder builder)
            throws IOException {
        int start = slice.start(partition);
        int end = slice.end(partition);
        if (builder != null && start < end) {
            append(builder, slice.batch().columns().get(column), slice, start, end);
        }
    }

    private static void append(ColumnBuilder builder, ArrayData array, Slice slice, int start, int end)
            throws IOException {
        try {
            builder.append(array, slice.rows(), start, end);
        } catch (IllegalArgumentException e) {
            throw slice.batch().damaged(e);
        }
    }

    private Table table(List<@Nullable ColumnBuilder[]> builders, int partition, int rowCount) {
        return table(
                builders.stream()
                        .map(column -> column[partition])
                        .filter(Objects::nonNull)
                        .toList(),
                rowCount);
    }

    /** Returns a table of what builders have made by now, which stay the caller's. Any thread may ask. */
    Table table(List<ColumnBuilder> builders, int rowCount) {
        VectorSchemaRoot root = VectorSchemaRoot.create(dictionaries.schema(), allocator);
        try (BuiltColumns built = new BuiltColumns()) {
            builders.forEach(builder -> builder.share(built));
            built.load(root, rowCount);
            return Table.of(RecordBatch.of(root, dictionaries.share()));
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    /** Returns the schema of the tables by now. */
    Schema schema() {
        return dictionaries.schema();
    }

    /** Returns how many columns there are, those within others counted one by one. */
    int columnCount() {
        return count(fields());
    }

    private static int count(List<Field> fields) {
        return fields.stream().mapToInt(field -> 1 + count(field.getChildren())).sum();
    }

    /** Returns a batch without a row, which takes no memory. Any thread may ask. */
    RecordBatch empty() {
        VectorSchemaRoot root = VectorSchemaRoot.create(dictionaries.schema(), allocator);
        try {
            root.setRowCount(0);
            return RecordBatch.of(root, dictionaries.share());
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    private static void close(@Nullable ColumnBuilder[] builders) {
        for (ColumnBuilder builder : builders) {
            if (builder != null) {
                builder.close();
            }
        }
    }

    @Override
    public void close() {
        Threads.stop(executor);
    }
}
