package io.partd.zmq.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** The words of {@code syn} and its answer, and of Python's dialect. */
public final class Greetings {

    /** The first message of a client. */
    public static final String SYN = "syn";
    /** The answer to what is done. */
    public static final String ACK = "ack";
    /** The answer to what failed. */
    public static final String ERROR = "error";
    /** The name of our dialect, its version included. */
    public static final String DIALECT = "partd/1";
    /** The length of what tells sessions, and instances of servers, apart. */
    public static final int ID_LENGTH = 16;

    private Greetings() {}

    /** Returns a word as it is sent. */
    public static byte[] bytes(String word) {
        return word.getBytes(US_ASCII);
    }
}
