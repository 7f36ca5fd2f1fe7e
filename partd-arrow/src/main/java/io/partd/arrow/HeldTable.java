package io.partd.arrow;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** A table in memory as a source. Its batches are read where they are. */
record HeldTable(String name, Table table) implements TableSource {

    @Override
    public ArrowReader open(BufferAllocator allocator) {
        return new Reader(table, allocator);
    }

    /** Shows one batch after the other as its own; with none, an empty one of the schema. */
    private static final class Reader extends ArrowReader {

        private final Table table;
        private final @Nullable RecordBatch empty;
        private int next;

        Reader(Table table, BufferAllocator allocator) {
            super(allocator);
            this.table = table;
            this.empty = table.batches().isEmpty()
                    ? RecordBatch.of(VectorSchemaRoot.create(table.schema(), allocator))
                    : null;
        }

        private RecordBatch current() {
            return empty == null ? table.batches().get(Math.max(0, next - 1)) : empty;
        }

        @Override
        public VectorSchemaRoot getVectorSchemaRoot() {
            return current().root();
        }

        @Override
        public Map<Long, Dictionary> getDictionaryVectors() {
            return getDictionaryIds().stream().collect(Collectors.toMap(id -> id, this::lookup));
        }

        @Override
        public Dictionary lookup(long id) {
            return current().dictionaries().lookup(id);
        }

        @Override
        public Set<Long> getDictionaryIds() {
            return current().dictionaries().getDictionaryIds();
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
        public void close(boolean closeReadSource) {
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
