package io.partd.zmq.wire;

/** The first byte of an answer in our dialect. */
public final class Answer {

    /** It is done. */
    public static final int DONE = 1;
    /** Bytes, and more of them follow. */
    public static final int DATA = 2;
    /** Bytes, the last ones. */
    public static final int LAST = 3;
    /** The lengths of values, which follow as data. */
    public static final int VALUES = 4;
    /** It failed. */
    public static final int ERROR = 5;

    /** The most bytes of one message of data. */
    public static final int LONGEST_DATA = 1 << 18;

    private Answer() {}
}
