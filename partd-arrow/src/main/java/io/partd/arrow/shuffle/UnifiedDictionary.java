package io.partd.arrow.shuffle;

import io.partd.arrow.ipc.VectorSharing;
import io.partd.arrow.shuffle.TableColumns.EncodedField;
import java.io.IOException;
import java.nio.ByteBuffer;
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
    private final Map<ByteBuffer, Integer> known = new HashMap<>();
    private FieldVector current;
    private boolean filled;
    private @Nullable Chunk last;
    private int @Nullable [] lastMap;

    UnifiedDictionary(EncodedField column, BufferAllocator allocator) {
        this.column = column;
        this.allocator = allocator;
        this.current = column.values().createVector(allocator);
    }

    /**
     * Adds the values of a batch's dictionary.
     *
     * @return the index here of each of its values; null if they are the same
     * @throws IOException if there are more values than indices, or they can't be compared
     */
    int @Nullable [] add(Chunk dictionary) throws IOException {
        if (dictionary != last) {
            lastMap = filled ? merge(dictionary) : take(dictionary);
            last = dictionary;
        }
        return lastMap;
    }

    /** Makes the first dictionary this one. */
    private int @Nullable [] take(Chunk first) {
        extend(first, numbers(first.length()), first.length());
        filled = true;
        return null;
    }

    private int @Nullable [] merge(Chunk other) throws IOException {
        String name = column.field().getName();
        KeyType type = valueType(name);
        if (known.isEmpty()) {
            remember(type);
        }
        KeyColumn values = new KeyColumn(type, other, null);
        int[] map = new int[other.length()];
        int[] added = new int[other.length()];
        int addedCount = 0;
        boolean same = true;
        for (int i = 0; i < map.length; i++) {
            Integer present = known.get(key(values, i));
            if (present == null) {
                present = current.getValueCount() + addedCount;
                known.put(key(values, i), present);
                added[addedCount++] = i;
            }
            map[i] = present;
            same &= present == i;
        }
        if (!same && column.field().getDictionary().isOrdered()) {
            throw new IOException(
                    "column '" + name + "' has dictionaries whose values are in an order, and one does not"
                            + " begin with those of the others; write all with the same one, or decode it");
        }
        long most = DictionaryIndex.most(column.field());
        if (current.getValueCount() + (long) addedCount > most) {
            throw new IOException("column '" + name + "': the sources' dictionaries have more than " + most
                    + " values together, and its indices are " + column.field().getType()
                    + "; use a larger type of index, or decode it");
        }
        if (addedCount > 0) {
            extend(other, added, addedCount);
        }
        return same ? null : map;
    }

    /** Returns what tells values apart; unlike keys, also those of floating point that are equal. */
    private KeyType valueType(String name) throws IOException {
        try {
            KeyType type = KeyTypes.of(name, column.values());
            return type instanceof FloatKey || type instanceof DateKey
                    ? new FixedBytesKey(ColumnBuilders.width(column.values().getType()))
                    : type;
        } catch (IllegalArgumentException e) {
            throw new IOException(
                    "column '" + name + "' has different dictionaries, whose values, of type "
                            + column.values().getType() + ", a shuffle cannot bring together; decode it",
                    e);
        }
    }

    private void remember(KeyType type) {
        Chunk chunk = Chunk.of(current);
        try {
            KeyColumn values = new KeyColumn(type, chunk, null);
            for (int i = 0; i < chunk.length(); i++) {
                known.putIfAbsent(key(values, i), i);
            }
        } finally {
            chunk.release();
        }
    }

    private static ByteBuffer key(KeyColumn values, int row) {
        KeyBytes bytes = new KeyBytes();
        values.ordered(row, bytes);
        return ByteBuffer.wrap(bytes.bytes(), 0, bytes.length());
    }

    /** Makes the vector anew, with rows of a chunk behind its own; shares of the old one keep it. */
    private void extend(Chunk chunk, int[] rows, int count) {
        int present = current.getValueCount();
        Chunk old = Chunk.of(current);
        FieldVector next = column.values().createVector(allocator);
        try (ColumnBuilder builder = ColumnBuilders.of(column.values(), allocator, present + count)) {
            builder.append(old, numbers(present), 0, present);
            builder.append(chunk, rows, 0, count);
            try (BuiltColumns columns = new BuiltColumns()) {
                builder.share(columns);
                columns.load(root(next), present + count);
            }
        } catch (RuntimeException e) {
            next.close();
            throw e;
        } finally {
            old.release();
        }
        current.close();
        current = next;
    }

    private static VectorSchemaRoot root(FieldVector vector) {
        return new VectorSchemaRoot(List.of(vector.getField()), List.of(vector), vector.getValueCount());
    }

    private static int[] numbers(int count) {
        int[] numbers = new int[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    /** Returns a vector of the values, to be closed, that shares their memory. */
    FieldVector share() {
        return VectorSharing.shared(current, allocator);
    }

    @Override
    public void close() {
        current.close();
    }
}
