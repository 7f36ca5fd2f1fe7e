package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A record batch whose memory is retained until all its slices are released. Thread-safe. */
final class Batch {

    private final String source;
    private final int rowCount;
    private final List<ArrayData> columns;
    private final List<Encoded> encoded;
    private final AtomicInteger users = new AtomicInteger(1);
    private final Runnable whenReleased;
    private final long size;
    private final long used;
    private @Nullable RecordBatch records;

    /**
     * A dictionary-encoded column of the batch, at the top or within another.
     *
     * @param indices the column
     * @param values its dictionary
     */
    record Encoded(ArrayData indices, ArrayData values) {}

    private Batch(
            String source,
            int rowCount,
            List<ArrayData> columns,
            List<Encoded> encoded,
            long size,
            long used,
            Runnable whenReleased) {
        this.source = source;
        this.rowCount = rowCount;
        this.columns = columns;
        this.encoded = encoded;
        this.size = size;
        this.used = used;
        this.whenReleased = whenReleased;
    }

    /**
     * Retains what a reader has loaded.
     *
     * @param before the batch before it of the same reader, still held, whose dictionaries may be the same
     */
    static Batch of(
            String source,
            int rowCount,
            List<FieldVector> vectors,
            DictionaryProvider dictionaries,
            @Nullable Batch before,
            Runnable whenReleased)
            throws IOException {
        List<ArrayData> columns = new ArrayList<>();
        List<Encoded> encoded = new ArrayList<>();
        try {
            long size = (long) rowCount * Integer.BYTES;
            long used = 0;
            for (FieldVector vector : vectors) {
                if (vector.getValueCount() < rowCount) {
                    throw new IOException(source + ": column '" + vector.getName() + "' has " + vector.getValueCount()
                            + " values in a batch of " + rowCount + " rows");
                }
                ArrayData column = ArrayData.of(vector);
                columns.add(column);
                size += GatheredBytes.of(column);
                used += vector.getBufferSize();
                addEncoded(source, column, dictionaries, before, encoded);
            }
            return new Batch(source, rowCount, columns, encoded, size, used, whenReleased);
        } catch (Throwable e) {
            columns.forEach(ArrayData::release);
            encoded.forEach(column -> column.values().release());
            throw e;
        }
    }

    private static void addEncoded(
            String source,
            ArrayData column,
            DictionaryProvider dictionaries,
            @Nullable Batch before,
            List<Encoded> encoded)
            throws IOException {
        if (column.field().getDictionary() != null) {
            Dictionary dictionary =
                    dictionaries.lookup(column.field().getDictionary().getId());
            if (dictionary == null) {
                throw new IOException(source + ": column '" + column.field().getName() + "' has no dictionary");
            }
            ArrayData same =
                    before == null ? null : before.encoded.get(encoded.size()).values();
            ArrayData values = same != null && same.isOf(dictionary.getVector())
                    ? same.retain()
                    : ArrayData.of(dictionary.getVector());
            encoded.add(new Encoded(column, values));
        }
        for (ArrayData child : column.children()) {
            addEncoded(source, child, dictionaries, before, encoded);
        }
    }

    /** Returns an exception for what is wrong with the batch. */
    IOException damaged(RuntimeException e) {
        return new IOException(source + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    }

    /** Returns what messages call its source. */
    String source() {
        return source;
    }

    int rowCount() {
        return rowCount;
    }

    List<ArrayData> columns() {
        return columns;
    }

    /** Returns the dictionary-encoded columns, in the order of the schema. */
    List<Encoded> encoded() {
        return encoded;
    }

    /** Returns the dictionary of a column, at the top or within another; null if it has none. */
    @Nullable
    ArrayData dictionary(ArrayData column) {
        return encoded.stream()
                .filter(e -> e.indices() == column)
                .map(Encoded::values)
                .findFirst()
                .orElse(null);
    }

    /** Returns the bytes of the columns, or as many as they become, and of the numbers that its rows have in slices. */
    long size() {
        return size;
    }

    /** Returns about how many bytes a row has in the columns' buffers, dictionaries left aside. */
    double rowBytes() {
        return (double) used / Math.max(1, rowCount);
    }

    /**
     * Returns it with vectors of the same memory, which stay this object's. For the one thread that takes slices.
     *
     * @param allocator a relative of the reader's
     */
    RecordBatch records(BufferAllocator allocator) {
        RecordBatch made = records;
        if (made == null) {
            List<FieldVector> vectors = new ArrayList<>();
            List<Dictionary> dictionaries = new ArrayList<>();
            try {
                for (ArrayData column : columns) {
                    vectors.add(column.vector(allocator));
                }
                for (Encoded column : encoded) {
                    FieldVector values = column.values().vector(allocator);
                    dictionaries.add(
                            new Dictionary(values, column.indices().field().getDictionary()));
                }
                List<Field> fields = columns.stream().map(ArrayData::field).toList();
                made = RecordBatch.of(
                        new VectorSchemaRoot(fields, vectors, rowCount),
                        new DictionaryProvider.MapDictionaryProvider(dictionaries.toArray(Dictionary[]::new)));
                records = made;
            } catch (Throwable e) {
                vectors.forEach(FieldVector::close);
                dictionaries.forEach(dictionary -> dictionary.getVector().close());
                throw e;
            }
        }
        return made;
    }

    /** Returns a batch of some of the columns, to be released. It keeps this one, so it is as large. */
    Batch select(ColumnSelection selection) {
        retain();
        List<ArrayData> some = selection.columnsOf(columns);
        List<Encoded> someEncoded = selection.encodedOf(encoded);
        some.forEach(ArrayData::retain);
        someEncoded.forEach(column -> column.values().retain());
        return new Batch(source, rowCount, some, someEncoded, size, used, this::release);
    }

    /** Adds one who releases it. */
    Batch retain() {
        users.incrementAndGet();
        return this;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            if (records != null) {
                records.close();
            }
            columns.forEach(ArrayData::release);
            encoded.forEach(column -> column.values().release());
            whenReleased.run();
        }
    }
}
