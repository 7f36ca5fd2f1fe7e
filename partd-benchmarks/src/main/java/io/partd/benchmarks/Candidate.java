package io.partd.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What is measured: a store, or a peer that does a store's work. {@link Rounds} times it. */
public interface Candidate extends Closeable {

    /** Appends a value to each of some keys. */
    void append(Map<String, byte[]> batch) throws IOException;

    /** Returns the whole value of a key, in a new array. */
    byte[] get(String key) throws IOException;

    /** Reads all values and returns the number of their bytes. This is what is timed. */
    default long getAll(List<String> keys) throws IOException {
        long read = 0;
        for (String key : keys) {
            read += get(key).length;
        }
        return read;
    }

    /** Whether {@link #streamAll} works; reading that way is timed too then. */
    default boolean streams() {
        return false;
    }

    /** Opens the value of a key. */
    default InputStream open(String key) throws IOException {
        throw new UnsupportedOperationException(this + " has no streams; asked for " + key);
    }

    /** Reads all values as streams. This is what is timed. */
    default void streamAll(List<String> keys, ByteSum sum) throws IOException {
        byte[] buffer = new byte[256 * 1024];
        for (String key : keys) {
            try (InputStream in = open(key)) {
                for (int read; (read = in.read(buffer)) >= 0; ) {
                    sum.write(buffer, 0, read);
                }
            }
        }
    }

    /** Whether {@link #copyLent} works; reading that way is timed too then. */
    default boolean lends() {
        return false;
    }

    /** Copies the value of a key from lent parts to a stream. */
    default void copyLent(String key, OutputStream to) throws IOException {
        throw new UnsupportedOperationException(this + " lends no bytes; asked for " + key);
    }

    /** Whether {@link #compact} is to be called, and timed, between appending and reading. */
    default boolean compacts() {
        return false;
    }

    /** Makes the data fit for reading. */
    default void compact() throws IOException {}

    /** Whether there are values to check; a limit that moves any bytes has none. */
    default boolean keepsValues() {
        return true;
    }

    /** Makes a candidate for each round. */
    @FunctionalInterface
    interface Factory {

        /** Opens a candidate on a directory that is not there yet. */
        Candidate open(Path directory, Workload workload) throws IOException;
    }
}
