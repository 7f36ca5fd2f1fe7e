package io.partd.redis.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/** Reads a value block by block. For one thread. */
public final class ValueStream extends InputStream {

    private final Values values;
    private final StoredValue value;
    private final Runnable atEnd;
    private byte[] block;
    private int at;
    private long read;
    private boolean closed;

    /** Makes the stream, with what is to be done when it is closed. */
    public ValueStream(Values values, StoredValue value, Runnable atEnd) {
        this.values = values;
        this.value = value;
        this.atEnd = atEnd;
        block = value.bytes();
        read = block.length;
    }

    @Override
    public int read() throws IOException {
        return fill() ? block[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        requireOpen();
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int ready = Math.min(count, block.length - at);
        System.arraycopy(block, at, target, offset, ready);
        at += ready;
        return ready;
    }

    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        long inBlock = Math.min(Math.max(0, count), block.length - at);
        at += (int) inBlock;
        long beyond = Math.min(Math.max(0, count - inBlock), value.length() - read);
        read += beyond;
        return inBlock + beyond;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return block.length - at;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            block = new byte[0];
            at = 0;
            values.release(List.of(value));
            atEnd.run();
        }
    }

    /** Makes sure that there is a byte; returns false at the end. */
    private boolean fill() throws IOException {
        requireOpen();
        if (at < block.length) {
            return true;
        }
        if (read >= value.length()) {
            return false;
        }
        block = values.block(value, read);
        at = 0;
        read += block.length;
        return true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("stream closed");
        }
    }
}
