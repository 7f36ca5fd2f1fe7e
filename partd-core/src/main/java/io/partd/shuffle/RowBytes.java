package io.partd.shuffle;

import java.io.OutputStream;
import java.util.Arrays;

/** Growing bytes, used again and again. For one thread. */
final class RowBytes extends OutputStream {

    private byte[] bytes = new byte[256];
    private int length;

    /** Returns the bytes, of which the first {@link #length} count. */
    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    @Override
    public void write(int b) {
        reserve(1);
        bytes[length++] = (byte) b;
    }

    @Override
    public void write(byte[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, bytes, length, count);
        length += count;
    }

    /** Makes room for the length of what comes next; returns where. */
    int beginPart() {
        reserve(Long.BYTES);
        length += Long.BYTES;
        return length - Long.BYTES;
    }

    /** Sets the length of what came since. */
    void endPart(int begun) {
        SeveralKeys.putLength(bytes, begun, length - begun - Long.BYTES);
    }

    private void reserve(int count) {
        int needed = Math.addExact(length, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, 2L * bytes.length)));
        }
    }
}
