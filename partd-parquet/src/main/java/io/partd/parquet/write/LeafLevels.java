package io.partd.parquet.write;

import java.util.Arrays;

/**
 * Places for values of a field: the levels of each so far, and the index of its value in the field's vector, or −1 if
 * something around it is null or empty.
 */
final class LeafLevels {

    static final int NOTHING = -1;

    private byte[] repetitions;
    private byte[] definitions;
    private int[] indices;
    private int count;

    /** Whether each has a value, and all have the same levels. */
    private boolean whole;

    private LeafLevels(int capacity) {
        repetitions = new byte[capacity];
        definitions = new byte[capacity];
        indices = new int[capacity];
    }

    /** Of rows. */
    static LeafLevels ofRows(int[] rows, int from, int count) {
        LeafLevels levels = new LeafLevels(count);
        System.arraycopy(rows, from, levels.indices, 0, count);
        levels.count = count;
        levels.whole = true;
        return levels;
    }

    /** Makes empty ones, with room for a number. */
    static LeafLevels empty(int capacity) {
        return new LeafLevels(Math.max(16, capacity));
    }

    /** Returns a copy, so that it can change apart from this. */
    LeafLevels copy() {
        LeafLevels copy = new LeafLevels(count);
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

    /** Returns the indices of those that have a value. */
    int[] present() {
        int[] present = new int[count];
        int there = 0;
        for (int i = 0; i < count; i++) {
            if (indices[i] >= 0) {
                present[there++] = indices[i];
            }
        }
        return present;
    }

    /** Returns how many among some have a value. */
    int presentIn(int from, int length) {
        int there = 0;
        for (int i = from; i < from + length; i++) {
            there += indices[i] >= 0 ? 1 : 0;
        }
        return there;
    }

    /** Returns how many from one on are whole rows: so many at most, or one row. */
    int wholeRows(int from, int most) {
        int end = (int) Math.min(count, (long) from + most);
        while (end > from && end < count && repetitions[end] != 0) {
            end--;
        }
        if (end == from) {
            do {
                end++;
            } while (end < count && repetitions[end] != 0);
        }
        return end - from;
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
