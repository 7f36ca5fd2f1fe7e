package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/**
 * Makes a table for each partition of the rows that a wave of slices has in it. Columns are gathered side by side, each
 * slice by slice, so that what is read is still in the processor's cache for the next partition. For one thread.
 */
final class WaveGatherer implements AutoCloseable {

    private final List<Field> fields;
    private final TableColumns columns;
    private final BufferAllocator allocator;
    private final Dictionaries dictionaries;
    private final ExecutorService executor;
    private final int threads;

    WaveGatherer(TableColumns columns, BufferAllocator allocator, Dictionaries dictionaries, int threads) {
        this.fields = columns.schema().getFields();
        this.columns = columns;
        this.allocator = allocator;
        this.dictionaries = dictionaries;
        this.executor = Threads.start(threads, "partd-shuffle-gather");
        this.threads = threads;
    }

    /** Returns a table for each partition; null for one without a row. The caller closes them. */
    List<@Nullable Table> gather(List<Slice> wave, int partitions) throws IOException {
        int[] counts = counts(wave, partitions);
        List<@Nullable ColumnBuilder[]> builders = new ArrayList<>();
        fields.forEach(field -> builders.add(new ColumnBuilder[partitions]));
        List<@Nullable Table> tables = new ArrayList<>();
        try {
            Threads.run(executor, tasks(wave, counts, builders));
            for (int p = 0; p < partitions; p++) {
                tables.add(counts[p] == 0 ? null : table(builders, p, counts[p]));
            }
            return tables;
        } catch (Throwable e) {
            tables.forEach(table -> {
                if (table != null) {
                    table.close();
                }
            });
            throw e;
        } finally {
            builders.forEach(WaveGatherer::close);
        }
    }

    private static int[] counts(List<Slice> wave, int partitions) {
        int[] counts = new int[partitions];
        for (Slice slice : wave) {
            for (int p = 0; p < partitions; p++) {
                counts[p] = Math.addExact(counts[p], slice.end(p) - slice.start(p));
            }
        }
        return counts;
    }

    /** Returns a task for each column, or several for ranges of partitions, where there are more threads. */
    private List<Callable<@Nullable Void>> tasks(
            List<Slice> wave, int[] counts, List<@Nullable ColumnBuilder[]> builders) {
        int ranges = Math.max(1, Math.min(counts.length, threads / Math.max(1, fields.size())));
        List<Callable<@Nullable Void>> tasks = new ArrayList<>();
        for (int c = 0; c < fields.size(); c++) {
            int column = c;
            for (int range = 0; range < ranges; range++) {
                int from = (int) ((long) range * counts.length / ranges);
                int to = (int) ((range + 1L) * counts.length / ranges);
                tasks.add(() -> {
                    gather(column, wave, counts, from, to, builders.get(column));
                    return null;
                });
            }
        }
        return tasks;
    }

    private void gather(
            int column, List<Slice> wave, int[] counts, int from, int to, @Nullable ColumnBuilder[] builders)
            throws IOException {
        for (Slice slice : wave) {
            Chunk chunk = slice.batch().columns().get(column);
            for (int p = from; p < to; p++) {
                int start = slice.start(p);
                int end = slice.end(p);
                if (start < end) {
                    ColumnBuilder builder = builders[p];
                    if (builder == null) {
                        builder = ColumnBuilders.of(fields.get(column), allocator, counts[p]);
                        builders[p] = builder;
                    }
                    append(builder, chunk, slice, start, end);
                }
            }
        }
    }

    private static void append(ColumnBuilder builder, Chunk chunk, Slice slice, int start, int end) throws IOException {
        try {
            builder.append(chunk, slice.rows(), start, end);
        } catch (IllegalArgumentException e) {
            throw slice.batch().damaged(e);
        }
    }

    private Table table(List<@Nullable ColumnBuilder[]> builders, int partition, int rowCount) {
        VectorSchemaRoot root = VectorSchemaRoot.create(columns.schema(), allocator);
        try (BuiltColumns built = new BuiltColumns()) {
            for (@Nullable ColumnBuilder[] column : builders) {
                ColumnBuilder builder = column[partition];
                if (builder != null) {
                    builder.share(built);
                    builder.close();
                }
            }
            built.load(root, rowCount);
            return Table.of(RecordBatch.of(root, dictionaries.share()));
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }

    /** Returns a table without a row, which takes no memory. */
    Table empty() {
        VectorSchemaRoot root = VectorSchemaRoot.create(columns.schema(), allocator);
        try {
            root.setRowCount(0);
            return Table.of(RecordBatch.of(root, dictionaries.share()));
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
