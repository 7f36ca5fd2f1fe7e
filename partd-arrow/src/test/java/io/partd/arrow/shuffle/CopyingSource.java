package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.VectorSchemaRootAppender;

/** Gives copies of a table's batches, as a file does, in memory of the reader's allocator. */
final class CopyingSource implements TableSource {

    private final Table table;

    CopyingSource(Table table) {
        this.table = table;
    }

    @Override
    public String name() {
        return "copies";
    }

    @Override
    public ArrowReader open(BufferAllocator allocator) {
        return new ArrowReader(allocator) {
            private int next;

            @Override
            public boolean loadNextBatch() throws IOException {
                prepareLoadNextBatch();
                if (next == table.batches().size()) {
                    return false;
                }
                VectorSchemaRoot root = getVectorSchemaRoot();
                root.clear();
                VectorSchemaRootAppender.append(
                        root, table.batches().get(next++).root());
                return true;
            }

            @Override
            public long bytesRead() {
                return 0;
            }

            @Override
            protected void closeReadSource() {}

            @Override
            protected Schema readSchema() {
                return table.schema();
            }
        };
    }
}
