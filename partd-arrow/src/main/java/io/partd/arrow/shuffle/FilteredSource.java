package io.partd.arrow.shuffle;

import io.partd.arrow.TableSource;
import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.IpcReader;
import io.partd.arrow.schema.BatchCast;
import io.partd.expression.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The rows of sources that a condition holds for, or the first ones of them; sources of one schema are read one after
 * the other. Batches of which all rows are wanted share their memory, and of others the rows that are wanted are
 * copied, so that the rest is not kept.
 */
final class FilteredSource implements TableSource {

    private final List<? extends TableSource> sources;
    private final @Nullable Condition condition;
    private final long limit;
    private final @Nullable List<String> tested;

    /** Is set when rows are left out because of the limit, or might be. */
    private final AtomicBoolean cut;

    /**
     * Makes the source.
     *
     * @param tested the names of the columns that the condition tests; null if it gives a number, so that the columns
     *     must stay
     */
    FilteredSource(
            List<? extends TableSource> sources,
            @Nullable Condition condition,
            long limit,
            @Nullable List<String> tested) {
        this(sources, condition, limit, tested, new AtomicBoolean());
    }

    private FilteredSource(
            List<? extends TableSource> sources,
            @Nullable Condition condition,
            long limit,
            @Nullable List<String> tested,
            AtomicBoolean cut) {
        this.cut = cut;
        this.sources = sources;
        this.condition = condition;
        this.limit = limit;
        this.tested = tested;
    }

    /**
     * Returns the first rows of a source.
     *
     * @param cut is set once all these rows have been read, so that there may be others
     */
    static FilteredSource beginning(TableSource source, long rows, AtomicBoolean cut) {
        return new FilteredSource(List.of(source), null, rows, List.of(), cut);
    }

    @Override
    public String name() {
        String first = sources.get(0).name();
        return sources.size() == 1 ? first : first + " and others";
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        FilteredBatches batches = new FilteredBatches(allocator);
        try {
            return IpcReader.of(batches, allocator);
        } catch (Throwable e) {
            batches.close();
            throw e;
        }
    }

    /** Narrows the sources to these columns and those that the condition tests. */
    @Override
    public TableSource columns(List<String> names) {
        if (tested == null) {
            return this;
        }
        List<String> needed =
                Stream.concat(names.stream(), tested.stream()).distinct().toList();
        List<TableSource> narrowed =
                sources.stream().map(source -> source.columns(needed)).toList();
        return new FilteredSource(narrowed, condition, limit, tested, cut);
    }

    /** Returns the parts of the only source; with a limit, all has to be read in order. */
    @Override
    public List<TableSource> parts() throws IOException {
        if (limit != Long.MAX_VALUE) {
            return List.of(this);
        }
        List<TableSource> parts = new ArrayList<>();
        for (TableSource source : sources) {
            for (TableSource part : source.parts()) {
                parts.add(new FilteredSource(List.of(part), condition, limit, tested));
            }
        }
        return parts;
    }

    /** The batches with rows that are wanted. */
    private final class FilteredBatches implements BatchStream {

        private final BufferAllocator allocator;
        private final Schema schema;
        private final @Nullable RowFilter filter;
        private ArrowReader reader;
        private int source;
        private long left = limit;
        private long bytesBefore;
        private int[] rows = {};
        private @Nullable BatchCast cast;

        FilteredBatches(BufferAllocator allocator) throws IOException {
            this.allocator = allocator;
            reader = PartReader.open(sources.get(0), allocator);
            try {
                schema = BatchEncoder.written(reader.getVectorSchemaRoot().getSchema(), reader);
                filter = condition == null ? null : new RowFilter(condition, schema.getFields());
            } catch (Throwable e) {
                reader.close();
                throw e;
            }
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public boolean next() throws IOException {
            while (left > 0) {
                if (reader.loadNextBatch()) {
                    rows = wanted();
                    left -= rows.length;
                    cut.compareAndSet(false, left == 0);
                    if (rows.length > 0) {
                        return true;
                    }
                } else if (!openNext()) {
                    return false;
                }
            }
            return false;
        }

        private boolean openNext() throws IOException {
            if (source + 1 == sources.size()) {
                return false;
            }
            bytesBefore += reader.bytesRead();
            reader.close();
            source++;
            reader = PartReader.open(sources.get(source), allocator);
            return true;
        }

        private int[] wanted() throws IOException {
            int rowCount = reader.getVectorSchemaRoot().getRowCount();
            int[] found = filter == null ? IntStream.range(0, rowCount).toArray() : filtered(filter, rowCount);
            return found.length <= left ? found : Arrays.copyOf(found, (int) left);
        }

        private int[] filtered(RowFilter wanted, int rowCount) throws IOException {
            List<ArrayData> retained = new ArrayList<>();
            try {
                List<ArrayData> columns = columns(rowCount, retained);
                return wanted.rows(columns, rowCount, column -> dictionary(column, retained));
            } finally {
                retained.forEach(ArrayData::release);
            }
        }

        /** Retains the columns of the batch. */
        private List<ArrayData> columns(int rowCount, List<ArrayData> retained) throws IOException {
            List<ArrayData> columns = new ArrayList<>();
            for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                ArrayData column = Batch.column(name(), vector, rowCount);
                retained.add(column);
                columns.add(column);
            }
            return columns;
        }

        private @Nullable ArrayData dictionary(ArrayData column, List<ArrayData> retained) {
            if (column.field().getDictionary() == null) {
                return null;
            }
            Dictionary dictionary = reader.lookup(column.field().getDictionary().getId());
            if (dictionary == null) {
                throw new IllegalArgumentException("column '" + column.field().getName() + "' has no dictionary");
            }
            ArrayData values = ArrayData.of(dictionary.getVector());
            retained.add(values);
            return values;
        }

        @Override
        public void load(Destination destination) throws IOException {
            BatchCast present = cast;
            if (present == null) {
                present = new BatchCast(destination);
                cast = present;
            }
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            if (rows.length == root.getRowCount()) {
                present.load(root, reader);
                return;
            }
            try (VectorSchemaRoot some = gathered(root)) {
                present.load(some, reader);
            }
        }

        private VectorSchemaRoot gathered(VectorSchemaRoot root) throws IOException {
            List<ArrayData> retained = new ArrayList<>();
            VectorSchemaRoot some = VectorSchemaRoot.create(root.getSchema(), allocator);
            boolean done = false;
            try {
                ColumnBuilders.gather(columns(root.getRowCount(), retained), rows, some, allocator);
                done = true;
                return some;
            } finally {
                retained.forEach(ArrayData::release);
                if (!done) {
                    some.close();
                }
            }
        }

        @Override
        public long bytesRead() {
            return bytesBefore + reader.bytesRead();
        }

        @Override
        public void close() throws IOException {
            try {
                if (cast != null) {
                    cast.close();
                }
            } finally {
                reader.close();
            }
        }
    }
}
