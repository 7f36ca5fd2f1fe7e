package io.partd.arrow.shuffle;

import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.schema.Fields;
import io.partd.arrow.shuffle.TableColumns.EncodedField;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * The dictionary of all batches: the first one's values, and behind them what others have besides, in the order in
 * which they come, so that an index stays valid. For one thread.
 */
final class UnifiedDictionary implements AutoCloseable {

    private final EncodedField column;
    private final BufferAllocator allocator;
    private final KeyBytes scratch = new KeyBytes();
    /** The index of each value, of as many as were remembered. */
    private final Map<RawKey, Integer> known = new HashMap<>();

    private int remembered;
    private int named;
    private @Nullable ColumnBuilder values;
    private @Nullable FieldVector current;
    private @Nullable ArrayData last;
    private int @Nullable [] lastMap;

    UnifiedDictionary(EncodedField column, BufferAllocator allocator) {
        this.column = column;
        this.allocator = allocator;
    }

    /**
     * Adds the values of a batch's dictionary.
     *
     * @return the index here of each of its values; null if they are the same
     * @throws IOException if they can't be compared
     */
    int @Nullable [] add(ArrayData dictionary) throws IOException {
        if (dictionary != last) {
            lastMap = added(dictionary);
            last = dictionary;
        }
        return lastMap;
    }

    private int @Nullable [] added(ArrayData dictionary) throws IOException {
        ColumnBuilder present = values;
        if (present == null) {
            present = ColumnBuilders.of(column.values(), allocator, dictionary.length());
            values = present;
        } else if (!isExtended(dictionary, present.length())) {
            return merge(dictionary, present);
        }
        int more = dictionary.length() - present.length();
        if (more > 0) {
            int[] rows = new int[more];
            for (int i = 0; i < more; i++) {
                rows[i] = present.length() + i;
            }
            extend(present, dictionary, rows, more);
        }
        return null;
    }

    /** Tells whether of a dictionary and this one the longer begins with the other, as far as that is seen at once. */
    private boolean isExtended(ArrayData dictionary, int length) {
        ArrayData present = ArrayData.of(current());
        try {
            return present.memory().beginsLike(dictionary.memory(), Math.min(dictionary.length(), length));
        } finally {
            present.release();
        }
    }

    private int @Nullable [] merge(ArrayData other, ColumnBuilder present) throws IOException {
        String name = column.field().getName();
        KeyType type = valueType(name);
        remember(type, present.length());
        KeyColumn keys = new KeyColumn(type, other, null);
        int[] map = new int[other.length()];
        int[] added = new int[other.length()];
        int addedCount = 0;
        boolean same = true;
        for (int i = 0; i < map.length; i++) {
            scratch.clear();
            keys.ordered(i, scratch);
            Integer index = known.get(RawKey.passing(scratch));
            if (index == null) {
                index = present.length() + addedCount;
                known.put(RawKey.copy(scratch), index);
                added[addedCount++] = i;
            }
            map[i] = index;
            same &= index == i;
        }
        if (!same && column.field().getDictionary().isOrdered()) {
            throw new IOException(
                    "column '" + name + "' has dictionaries whose values are in an order, and one does not"
                            + " begin with those of the others; write all with the same one, or decode it");
        }
        if (addedCount > 0) {
            extend(present, other, added, addedCount);
            remembered = present.length();
        }
        if (same) {
            return null;
        }
        named = Math.max(named, Arrays.stream(map).max().orElse(-1) + 1);
        return map;
    }

    /** Returns how many values there are up to the last one that an index of a batch may have become. */
    int named() {
        return named;
    }

    /** Returns what tells values apart; unlike keys, also those of floating point that are equal. */
    private KeyType valueType(String name) throws IOException {
        try {
            KeyType type = KeyTypes.of(name, column.values());
            return type instanceof FloatKey || type instanceof DateKey
                    ? new FixedBytesKey(Fields.width(column.values().getType()))
                    : type;
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "column '" + name + "' has different dictionaries, whose values, of type "
                            + column.values().getType() + ", a shuffle cannot bring together; decode it",
                    e);
        }
    }

    /** Remembers the values that have come since, of so many. */
    private void remember(KeyType type, int length) {
        if (remembered == length) {
            return;
        }
        ArrayData array = ArrayData.of(current());
        try {
            KeyColumn keys = new KeyColumn(type, array, null);
            for (int i = remembered; i < length; i++) {
                scratch.clear();
                keys.ordered(i, scratch);
                known.putIfAbsent(RawKey.copy(scratch), i);
            }
            remembered = length;
        } finally {
            array.release();
        }
    }

    private void extend(ColumnBuilder present, ArrayData array, int[] rows, int count) {
        present.append(array, rows, 0, count);
        FieldVector before = current;
        current = null;
        if (before != null) {
            before.close();
        }
    }

    /** Returns a vector of the values that there are by now, which shares their memory. */
    private FieldVector current() {
        FieldVector vector = current;
        if (vector == null) {
            vector = built();
            current = vector;
        }
        return vector;
    }

    private FieldVector built() {
        FieldVector vector = column.values().createVector(allocator);
        ColumnBuilder present = values;
        if (present == null) {
            return vector;
        }
        try (BuiltColumns columns = new BuiltColumns()) {
            present.share(columns);
            columns.load(new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), 0), present.length());
            return vector;
        } catch (Throwable e) {
            vector.close();
            throw e;
        }
    }

    /** Returns a vector of the values, to be closed, that shares their memory. */
    FieldVector share() {
        return VectorSharing.shared(current(), allocator);
    }

    @Override
    public void close() {
        if (current != null) {
            current.close();
        }
        if (values != null) {
            values.close();
        }
    }
}
