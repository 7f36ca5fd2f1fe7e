package io.partd.parquet.write;

import java.util.Arrays;

/** Distinct values, in the order of their first occurrence, and a table of hashes to find them. */
abstract class ValueDictionary {

    /** Brings an effect of all bits of a factor to the high bits of the product. */
    static final long MIX = 0x9E3779B97F4A7C15L;

    static final int FIRST = 8;

    private int[] table = new int[2 * FIRST];
    private int size;
    private long generation;

    final int size() {
        return size;
    }

    /** Returns a number that is another one after {@link #clear}, when the places of values are no longer valid. */
    final long generation() {
        return generation;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return (long) Integer.BYTES * table.length;
    }

    /** Returns the hash of a value that is there, whose high bits say where it is looked for. */
    abstract int hashOf(int id);

    /** Returns where the table is looked at first. */
    final int first(int hash) {
        return hash >>> Integer.numberOfLeadingZeros(table.length - 1);
    }

    /** Returns where the table is looked at after a place that has another value. */
    final int next(int at) {
        return (at + 1) & (table.length - 1);
    }

    /** Returns the value that is at a place of the table, −1 if there is none. */
    final int at(int place) {
        return table[place] - 1;
    }

    /** Puts a new value, which is there already, at a place of the table where none is; returns it. */
    final int add(int place) {
        table[place] = ++size;
        if (size > table.length / 2) {
            rebuild();
        }
        return size - 1;
    }

    private void rebuild() {
        table = new int[2 * table.length];
        for (int id = 0; id < size; id++) {
            int at = first(hashOf(id));
            while (table[at] != 0) {
                at = next(at);
            }
            table[at] = id + 1;
        }
    }

    /** Says that no more values come: those that are there need less memory then. */
    void end() {
        table = new int[0];
    }

    void clear() {
        Arrays.fill(table, 0);
        size = 0;
        generation++;
    }
}
