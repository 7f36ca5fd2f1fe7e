package io.partd.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;

/** What is measured of a server: one client's connection to it. {@link Connections} drives it, from one thread. */
public interface Connection extends Closeable {

    /** Appends a value to each of some keys, or sends that on its way: see {@link #flush}. */
    void append(Map<String, byte[]> batch) throws IOException;

    /** Returns when the server has acknowledged every append. */
    void flush() throws IOException;

    /** Returns the whole value of a key, in a new array. */
    byte[] get(String key) throws IOException;

    /** Reads some values and returns the number of their bytes. This is what is timed. */
    default long getAll(List<String> keys) throws IOException {
        long read = 0;
        for (String key : keys) {
            read += get(key).length;
        }
        return read;
    }

    /** Deletes everything on the server. */
    void drop() throws IOException;

    /** Whether there are values to read and check; a limit that moves any bytes has none. */
    default boolean keepsValues() {
        return true;
    }

    /** Opens the connections of a kind. */
    @FunctionalInterface
    interface Factory {

        /**
         * Opens one.
         *
         * @param server its address, {@code tcp://HOST:PORT}
         * @param pipeline how many bytes of appends may be under way; with 0 each waits for its acknowledgement
         */
        Connection open(URI server, int pipeline) throws IOException;
    }
}
