package io.partd.arrow;

import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.Destination;
import io.partd.arrow.ipc.VectorSharing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The batches of tables, one table after the other. Closes each table when it is done. */
final class TableBatches implements BatchStream {

    private final Stream<Table> tables;
    private final Iterator<Table> rest;
    private final Schema schema;
    private @Nullable Table table;
    private int next;

    private TableBatches(Stream<Table> tables, Iterator<Table> rest, @Nullable Table first) {
        this.tables = tables;
        this.rest = rest;
        table = first;
        schema = first == null ? new Schema(List.of()) : first.written();
    }

    /** Takes tables, of which the first is read; they are the caller's still if this throws. */
    static TableBatches of(Stream<Table> tables) {
        Iterator<Table> rest = tables.iterator();
        return new TableBatches(tables, rest, rest.hasNext() ? rest.next() : null);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public boolean next() throws IOException {
        try {
            next++;
            while (table != null && next > table.batches().size()) {
                table.close();
                table = null;
                table = rest.hasNext() ? rest.next() : null;
                next = 1;
            }
            if (table != null && next == 1 && !table.written().equals(schema)) {
                throw new IOException("a piece has the schema " + table.written() + "; the first one has " + schema);
            }
            return table != null;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void load(Destination destination) throws IOException {
        if (table == null || next == 0) {
            throw new IllegalStateException("no batch has been read");
        }
        RecordBatch batch = table.batches().get(next - 1);
        try {
            VectorSharing.share(batch.root(), batch.dictionaries(), destination);
        } catch (OutOfMemoryException e) {
            throw new IOException("there is not enough memory for a batch", e);
        }
    }

    /** Not known of tables; 0. */
    @Override
    public long bytesRead() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        if (table != null) {
            table.close();
        }
        table = null;
        try {
            tables.close();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
