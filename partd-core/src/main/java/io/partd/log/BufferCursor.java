package io.partd.log;

import java.nio.ByteBuffer;
import java.util.List;

/** Reads what remains in buffers one after the other, leaving them as they are. Not thread-safe. */
final class BufferCursor {

    private final List<ByteBuffer> buffers;
    private int buffer;
    private int read;

    BufferCursor(List<ByteBuffer> buffers) {
        this.buffers = buffers;
    }

    /** Copies the next bytes, which must be there, into a buffer. */
    void read(ByteBuffer target, int at, int count) {
        int to = at;
        int end = at + count;
        while (to < end) {
            ByteBuffer source = buffers.get(buffer);
            int part = Math.min(end - to, source.remaining() - read);
            target.put(to, source, source.position() + read, part);
            to += part;
            read += part;
            if (read == source.remaining()) {
                buffer++;
                read = 0;
            }
        }
    }
}
