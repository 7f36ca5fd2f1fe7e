package io.partd.parquet.write;

import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The different numbers that a column has in all files that are written side by side, unless they are too many. Each
 * row is looked up once here, in a table that the processor's cache holds, and not in the dictionary of each file. One
 * thread changes it, while no other reads it.
 */
final class SharedNumbers {

    private static final int MOST = 1 << 16;

    private final NumberVectorReader reader;
    private @Nullable NumberDictionary numbers = new NumberDictionary();
    private long[] lastEntries = {};
    private int[] lastPlaces = {};

    SharedNumbers(NumberVectorReader reader) {
        this.reader = reader;
    }

    /**
     * Adds what a batch has.
     *
     * @return the place of each row's number; null if there are too many
     */
    int @Nullable [] add(FieldVector vector, Workspace workspace) throws IOException {
        NumberDictionary present = numbers;
        if (present == null) {
            return null;
        }
        int[] places = new int[vector.getValueCount()];
        reader.all(vector, workspace, (some, first, count) -> {
            for (int i = 0; i < count; i++) {
                places[first + i] = present.id(some[i]);
            }
            return present.size() <= MOST;
        });
        if (present.size() > MOST) {
            forgetAll();
            return null;
        }
        return places;
    }

    /**
     * Adds the entries of a dictionary, which is often that of the batch before.
     *
     * @return the place of each; null if there are too many
     */
    int @Nullable [] add(long[] entries) {
        NumberDictionary present = numbers;
        if (present == null || Arrays.equals(entries, lastEntries)) {
            return present == null ? null : lastPlaces;
        }
        int[] places = new int[entries.length];
        for (int i = 0; i < entries.length && present.size() <= MOST; i++) {
            places[i] = present.id(entries[i]);
        }
        if (present.size() > MOST) {
            forgetAll();
            return null;
        }
        lastEntries = entries;
        lastPlaces = places;
        return places;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return (numbers == null ? 0 : numbers.memory()) + (long) lastEntries.length * (Long.BYTES + Integer.BYTES);
    }

    /** Forgets all numbers, and takes no more. */
    void forgetAll() {
        numbers = null;
        lastEntries = new long[0];
        lastPlaces = new int[0];
    }

    /** Returns how many different numbers there are; 0 if they are too many, and places count for nothing. */
    int size() {
        return numbers == null ? 0 : numbers.size();
    }

    /** Returns the number of a place. */
    long number(int place) {
        return Objects.requireNonNull(numbers).key(place);
    }
}
