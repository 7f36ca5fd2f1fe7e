package io.partd.codecs.pickle;

import org.jspecify.annotations.Nullable;

/** Numbers the values that were written, each by itself and not by what it is equal to. */
final class IdentityMemo {

    private @Nullable Object[] values = new Object[64];
    private int[] numbers = new int[64];
    private int size;
    private int count;

    int count() {
        return count;
    }

    /** Returns the number of a value; -1 if it has none. */
    int find(Object value) {
        int slot = slot(values, value);
        return values[slot] == null ? -1 : numbers[slot];
    }

    /** Returns the number of a value; if it has none, gives it the next one and returns -1. */
    int findOrAdd(Object value) {
        int slot = slot(values, value);
        if (values[slot] != null) {
            return numbers[slot];
        }
        put(slot, value);
        return -1;
    }

    /** Gives a value, which has none, the next number. */
    void add(Object value) {
        put(slot(values, value), value);
    }

    private void put(int slot, Object value) {
        values[slot] = value;
        numbers[slot] = count++;
        if (2 * ++size > values.length) {
            grow();
        }
    }

    /** Returns the next number, for something that this memo is not asked for. */
    int next() {
        return count++;
    }

    private void grow() {
        @Nullable Object[] larger = new Object[2 * values.length];
        int[] largerNumbers = new int[larger.length];
        for (int i = 0; i < values.length; i++) {
            Object value = values[i];
            if (value != null) {
                int slot = slot(larger, value);
                larger[slot] = value;
                largerNumbers[slot] = numbers[i];
            }
        }
        values = larger;
        numbers = largerNumbers;
    }

    private static int slot(@Nullable Object[] values, Object value) {
        int mask = values.length - 1;
        int slot = Hashing.mixed(System.identityHashCode(value)) & mask;
        while (values[slot] != null && values[slot] != value) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
