package io.partd.arrow;

import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table: record batches of one schema, one behind the other. Its batches are not copied together; what was appended
 * as several pieces comes back as several batches. Owns their memory: whoever has the table closes it, once. Not for
 * several threads at once.
 */
public final class Table implements AutoCloseable {

    private static final Table EMPTY = new Table(new Schema(List.of()), List.of());

    private final Schema schema;
    private final List<RecordBatch> batches;

    private Table(Schema schema, List<RecordBatch> batches) {
        this.schema = schema;
        this.batches = batches;
    }

    /** Takes a batch, which is closed with the table from now on. */
    public static Table of(RecordBatch batch) {
        return new Table(batch.schema(), List.of(batch));
    }

    /**
     * Takes batches, which are closed with the table from now on.
     *
     * @throws IllegalArgumentException if a batch has another schema; they are the caller's still
     */
    public static Table of(Schema schema, List<RecordBatch> batches) {
        for (RecordBatch batch : batches) {
            if (!batch.schema().equals(schema)) {
                throw new IllegalArgumentException("batch has the schema " + batch.schema() + " instead of " + schema);
            }
        }
        return new Table(schema, List.copyOf(batches));
    }

    /** Returns a table without columns and batches, the value of an absent key. It need not be closed. */
    public static Table empty() {
        return EMPTY;
    }

    /** Takes tables of one schema, at least one, and returns one of all their batches. */
    public static Table join(List<Table> tables) {
        List<RecordBatch> all = tables.stream().flatMap(Table::streamBatches).toList();
        return of(tables.get(0).schema, all);
    }

    private Stream<RecordBatch> streamBatches() {
        return batches.stream();
    }

    /** Returns the schema that all batches have. */
    public Schema schema() {
        return schema;
    }

    /** Returns the batches, which stay this table's. */
    public List<RecordBatch> batches() {
        return batches;
    }

    /** Returns the number of rows of all batches. */
    public long rowCount() {
        return batches.stream().mapToLong(RecordBatch::rowCount).sum();
    }

    /** Releases the memory of all batches. Closing twice has no effect. */
    @Override
    public void close() {
        batches.forEach(RecordBatch::close);
    }
}
