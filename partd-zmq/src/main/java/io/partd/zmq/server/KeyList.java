package io.partd.zmq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.zmq.wire.Answer;

/** Keys with their lengths, as many as one message of data may have, or one that is longer than that. */
final class KeyList {

    private byte[] bytes = new byte[Answer.LONGEST_DATA];
    private int length;

    /** Adds a key, if there is room for it, or if it is the first one; returns whether it was added. */
    boolean add(String key) {
        byte[] encoded = key.getBytes(UTF_8);
        int longer = length + Integer.BYTES + encoded.length;
        if (longer > bytes.length) {
            if (length > 0) {
                return false;
            }
            bytes = new byte[longer];
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes[length++] = (byte) (encoded.length >>> (8 * i));
        }
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return true;
    }

    /** Removes all. */
    void clear() {
        length = 0;
    }

    /** Returns the array that they are in, from its beginning. */
    byte[] bytes() {
        return bytes;
    }

    /** Returns how many bytes they have. */
    int length() {
        return length;
    }
}
