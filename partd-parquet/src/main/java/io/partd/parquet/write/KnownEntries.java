package io.partd.parquet.write;

import java.util.Arrays;

/** Maps entries of a batch's dictionary to those of a row group's, as long as neither changes. */
final class KnownEntries {

    private static final int UNKNOWN = -1;

    /** The place of an entry, and above it the number of the round in which it was found. */
    private long[] places = {};

    private int round;
    private long generation;

    /** Forgets all. */
    void begin(int entries) {
        if (places.length < entries) {
            places = new long[Math.max(entries, 2 * places.length)];
        }
        round++;
        generation = UNKNOWN;
        if (round == 0) {
            Arrays.fill(places, 0);
            round = 1;
        }
    }

    /** Says which generation of the row group's dictionary is asked for next; those of another one are forgotten. */
    void of(long ofGeneration) {
        if (generation != ofGeneration) {
            if (generation != UNKNOWN) {
                begin(0);
            }
            generation = ofGeneration;
        }
    }

    /** Returns the place of an entry, negative if it is not known. */
    int get(int entry) {
        long place = places[entry];
        return (int) (place >>> Integer.SIZE) == round ? (int) place : UNKNOWN;
    }

    void put(int entry, int place) {
        places[entry] = ((long) round << Integer.SIZE) | place;
    }
}
