package io.partd.parquet.write;

import java.util.Arrays;

/**
 * Places for values of a field: the levels of each so far, and the index of its value in the field's vector, or −1 if
 * something around it is null or empty.
 */
final class Slots {

    static final int NOTHING = -1;

    private byte[] repetitions;
    private byte[] definitions;
    private int[] indices;
    private int count;

    /** Whether each has a value, and all have the same levels. */
    private boolean whole;

    private Slots(int capacity) {
        repetitions = new byte[capacity];
        definitions = new byte[capacity];
        indices = new int[capacity];
    }

    /** Of rows. */
    static Slots ofRows(int from, int count) {
        Slots slots = new Slots(count);
        for (int i = 0; i < count; i++) {
            slots.indices[i] = from + i;
        }
        slots.count = count;
        slots.whole = true;
        return slots;
    }

    /** Makes empty ones, with room for a number. */
    static Slots empty(int capacity) {
        return new Slots(Math.max(16, capacity));
    }

    /** Returns a copy, so that it can change apart from this. */
    Slots copy() {
        Slots copy = new Slots(count);
        System.arraycopy(repetitions, 0, copy.repetitions, 0, count);
        System.arraycopy(definitions, 0, copy.definitions, 0, count);
        System.arraycopy(indices, 0, copy.indices, 0, count);
        copy.count = count;
        copy.whole = whole;
        return copy;
    }

    void add(int repetition, int definition, int index) {
        if (count == indices.length) {
            int capacity = Math.multiplyExact(2, count);
            repetitions = Arrays.copyOf(repetitions, capacity);
            definitions = Arrays.copyOf(definitions, capacity);
            indices = Arrays.copyOf(indices, capacity);
        }
        repetitions[count] = (byte) repetition;
        definitions[count] = (byte) definition;
        indices[count++] = index;
    }

    /** Tells whether each is known to have a value. */
    boolean isWhole() {
        return whole;
    }

    /** Raises the definition levels of all by one; each has to have a value. */
    void raiseAll() {
        if (count > 0) {
            Arrays.fill(definitions, 0, count, (byte) (definitions[0] + 1));
        }
    }

    /** Says that some have no value from now on. */
    void setHoles() {
        whole = false;
    }

    int count() {
        return count;
    }

    byte[] repetitions() {
        return repetitions;
    }

    byte[] definitions() {
        return definitions;
    }

    int[] indices() {
        return indices;
    }
}
