package io.partd.shuffle;

import java.util.Arrays;

/** The byte order mark of UTF-8. */
final class ByteOrderMark {

    private static final byte[] BYTES = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private ByteOrderMark() {}

    /** Returns the length of the mark at the beginning of bytes; 0 if they begin without one. */
    static int length(byte[] bytes, int to) {
        boolean marked = to >= BYTES.length && Arrays.equals(bytes, 0, BYTES.length, BYTES, 0, BYTES.length);
        return marked ? BYTES.length : 0;
    }
}
