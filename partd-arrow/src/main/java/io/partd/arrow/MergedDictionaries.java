package io.partd.arrow;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.ColumnMemory;
import io.partd.arrow.ipc.EncodedMessage;
import io.partd.arrow.ipc.Reindexing;
import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.schema.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the batches of one file, in which each dictionary may be added to, but not replaced. Keeps a copy of the last
 * one, by which it tells one that has not changed, or has but grown, without looking at each value.
 */
final class MergedDictionaries implements AutoCloseable {

    private final Schema schema;
    private final Map<Long, Merged> merged = new HashMap<>();

    /** Of its own: that of the tables may be closed before the file is written. */
    private final BufferAllocator allocator = new RootAllocator();

    MergedDictionaries(Schema schema) {
        this.schema = schema;
    }

    /** A dictionary so far. */
    private static final class Merged {

        /** How many values were written. */
        private int size;

        /** A copy of what the batch before had, and what its indices became; null if they stayed as they were. */
        private FieldVector last;

        private int @Nullable [] lastIndices;

        /** The index of each value that was written; null as long as dictionaries have but grown. */
        private @Nullable Map<@Nullable Object, Integer> indices;

        Merged(FieldVector last) {
            this.last = last;
            size = last.getValueCount();
        }
    }

    /** Adds the messages of a batch to those that the caller will close. */
    void encode(RecordBatch batch, List<EncodedMessage> messages) {
        Reindexing reindexing = new Reindexing();
        for (long id : BatchEncoder.dictionariesOf(batch.root(), batch.dictionaries(), schema)) {
            FieldVector values = batch.dictionaries().lookup(id).getVector();
            Merged before = merged.get(id);
            if (before == null) {
                merged.put(id, first(values, batch.dictionaries()));
                messages.add(EncodedMessage.ofDictionary(id, values, false, reindexing));
            } else if (hasGrown(before, values)) {
                if (values.getValueCount() > before.size) {
                    add(id, before, values, messages, reindexing);
                }
            } else if (!isAsBefore(before, values)) {
                merge(before, batch.dictionaries(), id, messages, reindexing);
            }
            if (before != null && before.lastIndices != null) {
                reindexing.set(id, before.lastIndices);
            }
        }
        messages.add(EncodedMessage.of(batch.root(), reindexing));
    }

    private Merged first(FieldVector values, DictionaryProvider dictionaries) {
        Merged first = new Merged(VectorSharing.shared(values, allocator));
        if (Fields.hasDictionary(values.getField())) {
            first.indices = indices(values, dictionaries);
        }
        return first;
    }

    /** Tells whether there was but one dictionary so far, and this one is it, or the longer of them begins with it. */
    private static boolean hasGrown(Merged before, FieldVector values) {
        return before.indices == null && beginsLikeTheOther(before, values);
    }

    /** Tells whether the batch before had this dictionary, or a longer one that begins with it. */
    private static boolean isAsBefore(Merged before, FieldVector values) {
        return !Fields.hasDictionary(values.getField())
                && values.getValueCount() <= before.last.getValueCount()
                && beginsLikeTheOther(before, values);
    }

    private static boolean beginsLikeTheOther(Merged before, FieldVector values) {
        int count = Math.min(before.last.getValueCount(), values.getValueCount());
        return ColumnMemory.of(before.last).beginsLike(ColumnMemory.of(values), count);
    }

    /** Adds the values after those already written. */
    private void add(long id, Merged before, FieldVector values, List<EncodedMessage> messages, Reindexing reindexing) {
        List<Integer> added = new ArrayList<>();
        for (int i = before.size; i < values.getValueCount(); i++) {
            added.add(i);
        }
        write(id, values, added, messages, reindexing);
        before.size = values.getValueCount();
        replace(before, values);
    }

    private void merge(
            Merged before,
            DictionaryProvider dictionaries,
            long id,
            List<EncodedMessage> messages,
            Reindexing reindexing) {
        Map<@Nullable Object, Integer> known = before.indices;
        if (known == null) {
            known = indices(before.last, new DictionaryProvider.MapDictionaryProvider());
            before.indices = known;
        }
        Dictionary dictionary = dictionaries.lookup(id);
        FieldVector values = dictionary.getVector();
        ValueReader reader = ValueReaders.of(values, values.getField(), dictionaries);
        List<Integer> added = new ArrayList<>();
        int[] indices = new int[values.getValueCount()];
        for (int i = 0; i < indices.length; i++) {
            Object value = comparable(reader.get(i));
            Integer index = known.get(value);
            if (index == null) {
                index = before.size++;
                known.put(value, index);
                added.add(i);
            }
            indices[i] = index;
        }
        boolean reordered = isReordered(indices);
        if (reordered) {
            requireUnordered(dictionary);
        }
        before.lastIndices = reordered ? indices : null;
        if (!added.isEmpty()) {
            write(id, values, added, messages, reindexing);
        }
        replace(before, values);
    }

    private void replace(Merged before, FieldVector values) {
        FieldVector copy = VectorSharing.shared(values, allocator);
        before.last.close();
        before.last = copy;
    }

    private static void write(
            long id, FieldVector values, List<Integer> added, List<EncodedMessage> messages, Reindexing reindexing) {
        try (FieldVector more = selected(values, added)) {
            messages.add(EncodedMessage.ofDictionary(id, more, true, reindexing));
        }
    }

    private static Map<@Nullable Object, Integer> indices(FieldVector values, DictionaryProvider dictionaries) {
        ValueReader reader = ValueReaders.of(values, values.getField(), dictionaries);
        Map<@Nullable Object, Integer> indices = new HashMap<>();
        for (int i = 0; i < values.getValueCount(); i++) {
            indices.putIfAbsent(comparable(reader.get(i)), i);
        }
        return indices;
    }

    private static boolean isReordered(int[] indices) {
        for (int i = 0; i < indices.length; i++) {
            if (indices[i] != i) {
                return true;
            }
        }
        return false;
    }

    private static void requireUnordered(Dictionary dictionary) {
        if (dictionary.getEncoding().isOrdered()) {
            throw new IllegalArgumentException("an ordered dictionary begins with other values than the one before it;"
                    + " an Arrow stream may have another for each batch, a file may not");
        }
    }

    private static FieldVector selected(FieldVector values, List<Integer> places) {
        FieldVector selected = values.getField().createVector(values.getAllocator());
        try {
            selected.allocateNew();
            for (int i = 0; i < places.size(); i++) {
                selected.copyFromSafe(places.get(i), i, values);
            }
            selected.setValueCount(places.size());
            return selected;
        } catch (Throwable e) {
            selected.close();
            throw e;
        }
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return ByteBuffer.wrap(bytes);
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> comparable = new ArrayList<>(list.size());
            list.forEach(each -> comparable.add(comparable(each)));
            return comparable;
        }
        if (value instanceof Map<?, ?> map) {
            Map<@Nullable Object, @Nullable Object> comparable = new HashMap<>();
            map.forEach((key, each) -> comparable.put(comparable(key), comparable(each)));
            return comparable;
        }
        return value;
    }

    /** Releases the copies. */
    @Override
    public void close() {
        merged.values().forEach(each -> each.last.close());
        merged.clear();
        allocator.close();
    }
}
