package io.partd.cli.shuffle;

import io.partd.arrow.TableSource;
import io.partd.expression.Condition;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/** A source of tables whose bytes are counted as they are read. */
final class CountedSource implements TableSource {

    private final TableSource source;
    private final LongAdder count;

    CountedSource(TableSource source, LongAdder count) {
        this.source = source;
        this.count = count;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) throws IOException {
        return new Reader(source.open(allocator), allocator, count);
    }

    @Override
    public TableSource columns(List<String> names) {
        return new CountedSource(source.columns(names), count);
    }

    @Override
    public TableSource where(Condition condition) {
        return new CountedSource(source.where(condition), count);
    }

    @Override
    public List<TableSource> parts() throws IOException {
        List<TableSource> parts = new ArrayList<>();
        for (TableSource part : source.parts()) {
            parts.add(new CountedSource(part, count));
        }
        return parts;
    }

    /** Reads with another reader. */
    private static final class Reader extends ArrowReader {

        private final ArrowReader reader;
        private final LongAdder count;
        private long counted;

        Reader(ArrowReader reader, BufferAllocator allocator, LongAdder count) {
            super(allocator);
            this.reader = reader;
            this.count = count;
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            boolean more = reader.loadNextBatch();
            long read = reader.bytesRead();
            count.add(read - counted);
            counted = read;
            return more;
        }

        @Override
        public VectorSchemaRoot getVectorSchemaRoot() throws IOException {
            return reader.getVectorSchemaRoot();
        }

        @Override
        public Map<Long, Dictionary> getDictionaryVectors() throws IOException {
            return reader.getDictionaryVectors();
        }

        @Override
        public Dictionary lookup(long id) {
            return reader.lookup(id);
        }

        @Override
        public Set<Long> getDictionaryIds() {
            return reader.getDictionaryIds();
        }

        @Override
        public long bytesRead() {
            return reader.bytesRead();
        }

        @Override
        public void close(boolean closeReadSource) throws IOException {
            reader.close(closeReadSource);
        }

        @Override
        protected void closeReadSource() {}

        @Override
        protected Schema readSchema() throws IOException {
            return reader.getVectorSchemaRoot().getSchema();
        }
    }
}
