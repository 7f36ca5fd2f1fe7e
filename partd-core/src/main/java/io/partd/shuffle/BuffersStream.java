package io.partd.shuffle;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Reads what remains in buffers, one after the other, and leaves them as they are. */
final class BuffersStream extends InputStream {

    private final Deque<ByteBuffer> rest = new ArrayDeque<>();

    BuffersStream(List<ByteBuffer> buffers) {
        buffers.forEach(buffer -> rest.add(buffer.duplicate()));
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        while (!rest.isEmpty() && !rest.element().hasRemaining()) {
            rest.remove();
        }
        if (rest.isEmpty()) {
            return -1;
        }
        int count = Math.min(length, rest.element().remaining());
        rest.element().get(bytes, offset, count);
        return count;
    }
}
