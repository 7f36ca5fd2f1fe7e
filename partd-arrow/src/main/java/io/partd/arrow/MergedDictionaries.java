package io.partd.arrow;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.EncodedMessage;
import io.partd.arrow.ipc.Reindexing;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Encodes the batches of one file, in which each dictionary may be added to, but not replaced. */
final class MergedDictionaries {

    private final Schema schema;
    private final Map<Long, Merged> merged = new HashMap<>();

    MergedDictionaries(Schema schema) {
        this.schema = schema;
    }

    /** The values of a dictionary so far, and the index of each. */
    private static final class Merged {

        private final Map<@Nullable Object, Integer> indices = new HashMap<>();
        private int size;
    }

    /** Adds the messages of a batch to those that the caller will close. */
    void encode(RecordBatch batch, List<EncodedMessage> messages) {
        Reindexing reindexing = new Reindexing();
        for (long id : BatchEncoder.dictionariesOf(batch.root(), batch.dictionaries(), schema)) {
            Dictionary dictionary = batch.dictionaries().lookup(id);
            FieldVector values = dictionary.getVector();
            ValueReader reader = ValueReaders.of(values, values.getField(), batch.dictionaries());
            Merged before = merged.get(id);
            if (before == null) {
                merged.put(id, first(reader, values.getValueCount()));
                messages.add(EncodedMessage.ofDictionary(id, values, false, reindexing));
                continue;
            }
            List<Integer> added = new ArrayList<>();
            int[] indices = indices(before, reader, values.getValueCount(), added);
            if (isReordered(indices)) {
                requireUnordered(dictionary);
                reindexing.set(id, indices);
            }
            if (!added.isEmpty()) {
                try (FieldVector more = selected(values, added)) {
                    messages.add(EncodedMessage.ofDictionary(id, more, true, reindexing));
                }
            }
        }
        messages.add(EncodedMessage.of(batch.root(), reindexing));
    }

    private static Merged first(ValueReader values, int count) {
        Merged merged = new Merged();
        for (int i = 0; i < count; i++) {
            merged.indices.putIfAbsent(comparable(values.get(i)), i);
        }
        merged.size = count;
        return merged;
    }

    /** Returns the index of each value, and in {@code added} those that are new. */
    private static int[] indices(Merged merged, ValueReader values, int count, List<Integer> added) {
        int[] indices = new int[count];
        for (int i = 0; i < count; i++) {
            Object value = comparable(values.get(i));
            Integer index = merged.indices.get(value);
            if (index == null) {
                index = merged.size++;
                merged.indices.put(value, index);
                added.add(i);
            }
            indices[i] = index;
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
        boolean done = false;
        try {
            selected.allocateNew();
            for (int i = 0; i < places.size(); i++) {
                selected.copyFromSafe(places.get(i), i, values);
            }
            selected.setValueCount(places.size());
            done = true;
            return selected;
        } finally {
            if (!done) {
                selected.close();
            }
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
}
