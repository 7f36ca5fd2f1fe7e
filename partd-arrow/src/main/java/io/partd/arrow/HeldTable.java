package io.partd.arrow;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A table in memory as a source. Its batches are read where they are. */
final class HeldTable implements TableSource {

    private final String name;
    private final Table table;

    HeldTable(String name, Table table) {
        this.name = name;
        this.table = table;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) {
        return new Reader(table, allocator);
    }

    /** Shows one batch after the other as its own; with none, an empty one of the schema. */
    private static final class Reader extends ArrowReader {

        private final Table table;
        private @Nullable VectorSchemaRoot empty;
        private int next;

        Reader(Table table, BufferAllocator allocator) {
            super(allocator);
            this.table = table;
        }

        @Override
        public VectorSchemaRoot getVectorSchemaRoot() {
            List<RecordBatch> batches = table.batches();
            if (!batches.isEmpty()) {
                return batches.get(Math.max(0, next - 1)).root();
            }
            if (empty == null) {
                empty = VectorSchemaRoot.create(table.schema(), allocator);
            }
            return empty;
        }

        @Override
        public Map<Long, Dictionary> getDictionaryVectors() {
            Map<Long, Dictionary> found = new HashMap<>();
            for (long id : getDictionaryIds()) {
                found.put(id, Objects.requireNonNull(lookup(id)));
            }
            return found;
        }

        @Override
        @SuppressWarnings("NullAway") // Arrow does not say that it may be null, and it is
        public Dictionary lookup(long id) {
            List<RecordBatch> batches = table.batches();
            return batches.isEmpty()
                    ? null
                    : batches.get(Math.max(0, next - 1)).dictionaries().lookup(id);
        }

        @Override
        public Set<Long> getDictionaryIds() {
            List<RecordBatch> batches = table.batches();
            return batches.isEmpty()
                    ? Set.of()
                    : batches.get(Math.max(0, next - 1)).dictionaries().getDictionaryIds();
        }

        @Override
        public boolean loadNextBatch() {
            boolean more = next < table.batches().size();
            next += more ? 1 : 0;
            return more;
        }

        @Override
        public long bytesRead() {
            return 0;
        }

        @Override
        public void close(boolean closeReadSource) throws IOException {
            if (empty != null) {
                empty.close();
            }
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() {
            return table.schema();
        }
    }
}
