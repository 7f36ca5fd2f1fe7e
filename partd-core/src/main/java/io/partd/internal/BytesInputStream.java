package io.partd.internal;

import io.partd.internal.Chunks.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads a snapshot of chunks, and drops its reference to each chunk once it is read. */
final class BytesInputStream extends InputStream {

    private @Nullable Chunk chunk;
    private int position;
    private long left;
    private boolean closed;

    BytesInputStream(@Nullable Chunk head, int start, long length) {
        chunk = length == 0 ? null : head;
        position = start;
        left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        requireOpen();
        Chunk from = chunk;
        if (count == 0) {
            return 0;
        }
        if (from == null) {
            return -1;
        }
        int ready = Math.min(count, ready(from));
        System.arraycopy(from.bytes, position, target, offset, ready);
        advance(from, ready);
        return ready;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        requireOpen();
        long before = left;
        for (Chunk from = chunk; from != null; from = chunk) {
            int ready = ready(from);
            out.write(from.bytes, position, ready);
            advance(from, ready);
        }
        return before;
    }

    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        long rest = count;
        for (Chunk from = chunk; from != null && rest > 0; from = chunk) {
            int step = (int) Math.min(rest, ready(from));
            advance(from, step);
            rest -= step;
        }
        return Math.max(0, count - Math.max(0, rest));
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(left, Integer.MAX_VALUE);
    }

    @Override
    public void close() {
        closed = true;
        chunk = null;
        left = 0;
    }

    private int ready(Chunk from) {
        return (int) Math.min(left, from.bytes.length - position);
    }

    private void advance(Chunk from, int count) {
        position += count;
        left -= count;
        if (left == 0) {
            chunk = null;
        } else if (position == from.bytes.length) {
            chunk = from.next();
            position = 0;
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("stream closed");
        }
    }
}
