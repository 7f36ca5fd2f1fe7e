package io.partd.arrow;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.schema.TypeNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A table: record batches of one schema, in order. Its batches are not copied together; what was appended as several
 * pieces comes back as several batches. Owns their memory: whoever has the table closes it, once. Not for several
 * threads at once.
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

    /**
     * Reads what is left of a reader as a table. Shares the memory of the reader, if its allocator has the same root;
     * else it is copied.
     *
     * @param reader stays the caller's, and open
     * @throws IOException if it cannot be read, or there is not enough memory; nothing is held then
     */
    public static Table readAll(ArrowReader reader, BufferAllocator allocator) throws IOException {
        Schema written = BatchEncoder.written(reader.getVectorSchemaRoot().getSchema(), reader);
        List<RecordBatch> batches = new ArrayList<>();
        try {
            while (reader.loadNextBatch()) {
                batches.add(RecordBatch.copyOf(reader.getVectorSchemaRoot(), reader, written, allocator));
            }
            if (batches.isEmpty()) {
                batches.add(RecordBatch.copyOf(reader.getVectorSchemaRoot(), reader, written, allocator));
            }
            return of(batches.get(0).schema(), batches);
        } catch (Throwable e) {
            batches.forEach(RecordBatch::close);
            throw e;
        }
    }

    private Stream<RecordBatch> streamBatches() {
        return batches.stream();
    }

    /** Returns the schema that all batches have. */
    public Schema schema() {
        return schema;
    }

    /** Returns the columns' names and types as pyarrow prints them: {@code minutes: int64}. */
    public List<String> describeColumns() {
        return TypeNames.ofColumns(written().getFields());
    }

    /** Returns the schema as it is written: encoded columns have the type of their values. */
    Schema written() {
        DictionaryProvider dictionaries = batches.isEmpty()
                ? new DictionaryProvider.MapDictionaryProvider()
                : batches.get(0).dictionaries();
        return BatchEncoder.written(schema, dictionaries);
    }

    /**
     * Returns this table with a schema that its own was unified with. Both are to be closed; columns that are the same
     * share their memory.
     *
     * @throws IOException if a value is not in its new type
     */
    Table cast(Schema unified, BufferAllocator allocator) throws IOException {
        List<RecordBatch> cast = new ArrayList<>();
        try {
            for (RecordBatch batch : batches) {
                cast.add(batch.cast(unified, allocator));
            }
            return of(cast.get(0).schema(), cast);
        } catch (Throwable e) {
            cast.forEach(RecordBatch::close);
            throw e;
        }
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
