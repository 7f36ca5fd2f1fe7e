package io.partd.shuffle;

import org.jspecify.annotations.Nullable;

/** Walks over the records of a block, finding each one's end and key. For one thread. */
public interface RecordCursor {

    /** Starts over at a record's start; records reach to {@code to}, where the last one may lack its line end. */
    void reset(byte[] bytes, int from, int to);

    /** Goes to the next record, passing over lines that are none; false if there is none left. */
    boolean next();

    /** Returns where the record starts. */
    int start();

    /** Returns where the record ends, its line end included. */
    int end();

    /**
     * Returns the array that {@link #keyStart} and {@link #keyEnd} refer to; valid until the next call of {@code next}.
     */
    byte[] keyBytes();

    /** Returns where the key starts in {@link #keyBytes}. */
    int keyStart();

    /** Returns where the key ends in {@link #keyBytes}. */
    int keyEnd();

    /** Returns why the record has no key, or null if it has one. */
    @Nullable
    String fault();

    /** Returns the number of line ends before the record since {@link #reset}. */
    long linesBefore();

    /** Returns the number of line ends passed since {@link #reset}, those of the present record included. */
    long lines();
}
