package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.ipc.BatchUnloader;
import io.partd.arrow.ipc.Reindexing;
import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.schema.Fields;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * Finds the dictionary values that a batch uses, for dictionaries that are worth shrinking.
 *
 * @param full the batch
 * @param used by the numbers of these dictionaries
 * @param copied how many values there are in smaller dictionaries; 0 if there is none
 * @param present how many values the dictionaries have that they replace
 */
record UsedValues(RecordBatch full, Map<Long, BitSet> used, long copied, long present) {

    /** Fewer values than that are written as they are. */
    private static final int FEW = 256;

    /** Looks at a batch, which stays the caller's. */
    static UsedValues of(RecordBatch batch) {
        Map<Long, BitSet> used = new HashMap<>();
        if (!hasNestedDictionary(batch)) {
            batch.root().getFieldVectors().forEach(vector -> add(vector, batch.dictionaries(), used));
        }
        used.entrySet()
                .removeIf(each -> 2L * each.getValue().cardinality()
                        > values(batch, each.getKey()).getValueCount());
        long copied = 0;
        long present = 0;
        for (Map.Entry<Long, BitSet> each : used.entrySet()) {
            copied += Math.max(1, each.getValue().cardinality());
            present += values(batch, each.getKey()).getValueCount();
        }
        return new UsedValues(batch, used, copied, present);
    }

    private static boolean hasNestedDictionary(RecordBatch batch) {
        return batch.dictionaries().getDictionaryIds().stream()
                .anyMatch(id -> Fields.hasDictionary(values(batch, id).getField()));
    }

    private static FieldVector values(RecordBatch batch, long id) {
        return batch.dictionaries().lookup(id).getVector();
    }

    private static void add(FieldVector vector, DictionaryProvider dictionaries, Map<Long, BitSet> used) {
        if (vector.getField().getDictionary() != null) {
            long id = vector.getField().getDictionary().getId();
            int count = dictionaries.lookup(id).getVector().getValueCount();
            if (count >= FEW) {
                add(vector, count, used.computeIfAbsent(id, absent -> new BitSet()));
            }
        }
        vector.getChildrenFromFields().forEach(child -> add(child, dictionaries, used));
    }

    private static void add(FieldVector indices, int count, BitSet used) {
        ArrayData array = ArrayData.of(indices);
        try {
            for (int i = 0; i < array.length(); i++) {
                if (!array.isNull(i)) {
                    used.set(DictionaryIndex.get(array, i, count));
                }
            }
        } finally {
            array.release();
        }
    }

    /** Makes a batch with smaller dictionaries, to be closed, which shares the memory of everything else. */
    RecordBatch batch() {
        VectorSchemaRoot root = full.root();
        BufferAllocator allocator = root.getFieldVectors().get(0).getAllocator();
        Reindexing reindexing = new Reindexing();
        List<Dictionary> dictionaries = new ArrayList<>();
        VectorSchemaRoot smaller = VectorSchemaRoot.create(root.getSchema(), allocator);
        try {
            for (long id : full.dictionaries().getDictionaryIds()) {
                Dictionary dictionary = full.dictionaries().lookup(id);
                FieldVector values = smaller(id, dictionary.getVector(), allocator, reindexing);
                dictionaries.add(new Dictionary(values, dictionary.getEncoding()));
            }
            try (ArrowRecordBatch reindexed = BatchUnloader.unload(root, reindexing)) {
                new VectorLoader(smaller).load(reindexed);
            }
            return RecordBatch.of(smaller, dictionaries);
        } catch (Throwable e) {
            smaller.close();
            dictionaries.forEach(dictionary -> dictionary.getVector().close());
            throw e;
        }
    }

    private FieldVector smaller(long id, FieldVector values, BufferAllocator allocator, Reindexing reindexing) {
        @Nullable BitSet set = used.get(id);
        if (set == null) {
            return VectorSharing.shared(values, allocator);
        }
        int[] places = set.stream().toArray();
        int[] indices = new int[values.getValueCount()];
        for (int i = 0; i < places.length; i++) {
            indices[places[i]] = i;
        }
        FieldVector selected = values.getField().createVector(allocator);
        ArrayData array = ArrayData.of(values);
        try (ColumnBuilder builder = ColumnBuilders.of(values.getField(), allocator, places.length);
                BuiltColumns columns = new BuiltColumns()) {
            builder.append(array, places, 0, places.length);
            builder.share(columns);
            columns.load(VectorSchemaRoot.of(selected), places.length);
            reindexing.set(id, indices);
            return selected;
        } catch (Throwable e) {
            selected.close();
            throw e;
        } finally {
            array.release();
        }
    }
}
