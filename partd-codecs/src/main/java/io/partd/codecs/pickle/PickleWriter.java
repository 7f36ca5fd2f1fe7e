package io.partd.codecs.pickle;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes pickles that Python loads without any module of ours: the types are those of the package's table. A value that
 * is met twice is written once, so that Python has it once too, and lists and maps may contain themselves. Immutable
 * and thread-safe.
 */
public final class PickleWriter {

    private static final int LOWEST = 2;
    private static final int HIGHEST = 5;
    private static final int DEFAULT = 4;

    private final int protocol;

    /** Makes a writer of protocol 4, which Python reads from version 3.4 on. */
    public PickleWriter() {
        this(DEFAULT);
    }

    private PickleWriter(int protocol) {
        this.protocol = protocol;
    }

    /**
     * Makes a writer of a protocol.
     *
     * @param protocol 2, which Python 2 can read, to 5, which Python has from version 3.8 on
     */
    public static PickleWriter ofProtocol(int protocol) {
        if (protocol < LOWEST || protocol > HIGHEST) {
            throw new IllegalArgumentException(
                    "pickle protocol " + protocol + " is not from " + LOWEST + " to " + HIGHEST);
        }
        return new PickleWriter(protocol);
    }

    /**
     * Writes a pickle.
     *
     * @throws IOException if a value in it is of a type that is not in the table, or is one that Python's type does not
     *     have, such as a time with nanoseconds, or is nested more than 1000 deep
     */
    public byte[] write(@Nullable Object value) throws IOException {
        return new Encoder(protocol).encode(value);
    }
}
