package io.partd.shuffle;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Iterates over the records of a block and finds the end and the key of each. For one thread.
 *
 * <pre>{@code
 * RecordCursor cursor = csv.cursor(header);
 * cursor.reset(block, 0, length);
 * while (cursor.next()) {
 *     String key = new String(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd() - cursor.keyStart(), UTF_8);
 *     keys.add(key);
 * }
 * }</pre>
 */
public interface RecordCursor {

    /** Starts at the first record of a block. The last record may lack its line end. */
    void reset(byte[] bytes, int from, int to);

    /** Moves to the next record and skips lines that are not records; returns false after the last one. */
    boolean next();

    /** Returns the index of the record's start. */
    int start();

    /** Returns the index of the record's end, after its line end. */
    int end();

    /**
     * Returns the array that holds the key from {@link #keyStart} to {@link #keyEnd}. Valid until the next call of
     * {@link #next}.
     */
    byte[] keyBytes();

    /** Returns the index of the key's start in {@link #keyBytes}. */
    int keyStart();

    /** Returns the index of the key's end in {@link #keyBytes}. */
    int keyEnd();

    /** Returns why the record has no key; null if it has one. */
    @Nullable
    String fault();

    /** Returns the number of line ends before the record since {@link #reset}. */
    long linesBefore();

    /** Returns the number of line ends since {@link #reset}, including those of the current record. */
    long lines();

    /** Tells whether records after this one are not wanted, whatever they are. */
    default boolean isDone() {
        return false;
    }

    /** Tells whether what is written of a record is not the record as it is, but what {@link #write} writes. */
    default boolean rewrites() {
        return false;
    }

    /**
     * Writes what a partition gets of the record, which is no longer than the record.
     *
     * @throws IllegalArgumentException if it cannot be written, which makes the record a fault
     */
    default void write(OutputStream out) throws IOException {
        throw new IllegalStateException("the record is written as it is");
    }
}
