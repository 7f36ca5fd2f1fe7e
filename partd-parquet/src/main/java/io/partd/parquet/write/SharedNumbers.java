package io.partd.parquet.write;

import java.io.IOException;
import java.util.Objects;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that a column has in all files which are written side by side, as long as they are not too many. Each row
 * is looked up here, where the processor's cache has what it needs, and no more in the dictionary of each file. Changed
 * by one thread, while no other reads it.
 */
final class SharedNumbers {

    private static final int MOST = 1 << 16;

    private final NumberFeed feed;
    private @Nullable NumberDictionary numbers = new NumberDictionary();

    SharedNumbers(NumberFeed feed) {
        this.feed = feed;
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
        int[] rows = new int[ValueFeed.STEP];
        long[] some = workspace.numbers();
        for (int from = 0; from < places.length; from += ValueFeed.STEP) {
            int n = Math.min(ValueFeed.STEP, places.length - from);
            for (int i = 0; i < n; i++) {
                rows[i] = from + i;
            }
            feed.gather(vector, rows, 0, n, some, workspace);
            for (int i = 0; i < n; i++) {
                places[from + i] = present.id(some[i]);
            }
            if (present.size() > MOST) {
                numbers = null;
                return null;
            }
        }
        return places;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return numbers == null ? 0 : numbers.memory();
    }

    /** Forgets all numbers, and takes no more. */
    void giveUp() {
        numbers = null;
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
