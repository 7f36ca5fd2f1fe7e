package io.partd.codecs.pickle;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values that a pickle has numbered to use them again. */
final class Memo {

    private static final Object NONE = new Object();

    private @Nullable Object[] values = new Object[16];
    private int[] depths = new int[16];
    private int count;

    /** How many there are. */
    int count() {
        return count;
    }

    /**
     * Remembers a value.
     *
     * @param offset where in the pickle that is asked for: each number has taken at least one byte
     */
    void put(long index, @Nullable Object value, int depth, int offset) throws IOException {
        if (index > offset) {
            throw new IOException("memo has no number " + index + " yet: it counts from 0, and this is byte " + offset);
        }
        int at = (int) index;
        if (at >= values.length) {
            int length = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(2L * values.length, index + 1));
            values = Arrays.copyOf(values, length);
            depths = Arrays.copyOf(depths, length);
        }
        if (values[at] == null) {
            count++;
        }
        if (value instanceof Unfinished unfinished) {
            unfinished.setMemoIndex(at);
        }
        values[at] = value == null ? NONE : value;
        depths[at] = depth;
    }

    /** Puts a value in the place of the unfinished one. */
    void replace(Unfinished unfinished, @Nullable Object value, int depth) {
        int index = unfinished.memoIndex();
        if (index >= 0 && values[index] == unfinished) {
            values[index] = value == null ? NONE : value;
            depths[index] = depth;
        }
    }

    @Nullable
    Object get(long index) throws IOException {
        Object value = index < 0 || index >= values.length ? null : values[(int) index];
        if (value == null) {
            throw new IOException("memo has no value of number " + index);
        }
        if (value instanceof Unfinished unfinished) {
            return settled(unfinished);
        }
        return value == NONE ? null : value;
    }

    /** A value that is used again has no state, or it would contain itself. */
    private static @Nullable Object settled(Unfinished unfinished) throws IOException {
        try {
            return unfinished.settle();
        } catch (IOException e) {
            throw containsItself();
        }
    }

    static IOException containsItself() {
        return new IOException("a value with a state contains itself, which Java's cannot");
    }

    int depth(long index) {
        return depths[(int) index];
    }
}
