package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** A record batch whose memory is retained until all its slices are released. Thread-safe. */
final class Batch {

    private final String source;
    private final int rowCount;
    private final List<ArrayData> columns;
    private final List<Encoded> encoded;
    private final List<BatchDictionary> dictionaries;
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
            List<BatchDictionary> dictionaries,
            long size,
            long used,
            Runnable whenReleased) {
        this.source = source;
        this.rowCount = rowCount;
        this.columns = columns;
        this.encoded = encoded;
        this.dictionaries = dictionaries;
        this.size = size;
        this.used = used;
        this.whenReleased = whenReleased;
    }

    /**
     * Retains what a reader has loaded.
     *
     * @param before the batch before it of the same reader, still held, whose dictionaries may be the same
     * @param ahead counts the batch and its dictionaries as long as they are held
     */
    static Batch of(
            String source,
            int rowCount,
            List<FieldVector> vectors,
            DictionaryProvider provider,
            @Nullable Batch before,
            ReadAhead ahead)
            throws IOException {
        List<ArrayData> columns = new ArrayList<>();
        List<Encoded> encoded = new ArrayList<>();
        Map<Long, BatchDictionary> dictionaries = new LinkedHashMap<>();
        try {
            long size = (long) rowCount * Integer.BYTES;
            long used = 0;
            for (FieldVector vector : vectors) {
                ArrayData column = column(source, vector, rowCount);
                columns.add(column);
                size += GatheredBytes.of(column);
                used += vector.getBufferSize();
                addEncoded(source, column, provider, before, ahead, dictionaries, encoded);
            }
            List<BatchDictionary> held = List.copyOf(dictionaries.values());
            long counted = size;
            ahead.add(counted);
            return new Batch(source, rowCount, columns, encoded, held, size, used, () -> {
                held.forEach(BatchDictionary::release);
                ahead.remove(counted);
            });
        } catch (Throwable e) {
            columns.forEach(ArrayData::release);
            dictionaries.values().forEach(BatchDictionary::release);
            throw e;
        }
    }

    /**
     * Retains a column of a batch.
     *
     * @throws IOException if it has fewer values than the batch has rows
     */
    static ArrayData column(String source, FieldVector vector, int rowCount) throws IOException {
        if (vector.getValueCount() < rowCount) {
            throw new IOException(source + ": column '" + vector.getName() + "' has " + vector.getValueCount()
                    + " values in a batch of " + rowCount + " rows");
        }
        return ArrayData.of(vector);
    }

    private static void addEncoded(
            String source,
            ArrayData column,
            DictionaryProvider provider,
            @Nullable Batch before,
            ReadAhead ahead,
            Map<Long, BatchDictionary> dictionaries,
            List<Encoded> encoded)
            throws IOException {
        DictionaryEncoding encoding = column.field().getDictionary();
        if (encoding != null) {
            BatchDictionary dictionary = dictionaries.get(encoding.getId());
            if (dictionary == null) {
                Dictionary loaded = provider.lookup(encoding.getId());
                if (loaded == null) {
                    throw new IOException(source + ": column '" + column.field().getName() + "' has no dictionary");
                }
                dictionary = dictionary(encoding.getId(), loaded.getVector(), before, ahead);
                dictionaries.put(encoding.getId(), dictionary);
            }
            encoded.add(new Encoded(column, dictionary.values()));
        }
        for (ArrayData child : column.children()) {
            addEncoded(source, child, provider, before, ahead, dictionaries, encoded);
        }
    }

    private static BatchDictionary dictionary(long id, FieldVector values, @Nullable Batch before, ReadAhead ahead) {
        if (before != null) {
            for (BatchDictionary dictionary : before.dictionaries) {
                if (dictionary.isOf(id, values)) {
                    return dictionary.retain();
                }
            }
        }
        ArrayData array = ArrayData.of(values);
        try {
            return new BatchDictionary(id, array, ahead);
        } catch (Throwable e) {
            array.release();
            throw e;
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

    /** Returns its dictionaries, each once. */
    List<BatchDictionary> heldDictionaries() {
        return dictionaries;
    }

    /** Returns the bytes of all its dictionaries. */
    long dictionaryBytes() {
        return dictionaries.stream().mapToLong(BatchDictionary::size).sum();
    }

    /** Returns the bytes that it has besides those of a batch before it, whose dictionaries may be the same. */
    long bytesBeside(@Nullable Batch before) {
        return size
                + dictionaries.stream()
                        .filter(dictionary -> before == null || !before.dictionaries.contains(dictionary))
                        .mapToLong(BatchDictionary::size)
                        .sum();
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
            Map<Long, Dictionary> byId = new LinkedHashMap<>();
            try {
                for (ArrayData column : columns) {
                    vectors.add(column.vector(allocator));
                }
                for (Encoded column : encoded) {
                    DictionaryEncoding encoding = column.indices().field().getDictionary();
                    if (!byId.containsKey(encoding.getId())) {
                        byId.put(
                                encoding.getId(), new Dictionary(column.values().vector(allocator), encoding));
                    }
                }
                List<Field> fields = columns.stream().map(ArrayData::field).toList();
                made = RecordBatch.of(new VectorSchemaRoot(fields, vectors, rowCount), byId.values());
                records = made;
            } catch (Throwable e) {
                vectors.forEach(FieldVector::close);
                byId.values().forEach(dictionary -> dictionary.getVector().close());
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
        return new Batch(source, rowCount, some, someEncoded, dictionaries, size, used, this::release);
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
            whenReleased.run();
        }
    }
}
