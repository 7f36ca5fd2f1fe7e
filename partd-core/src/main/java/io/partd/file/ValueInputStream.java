package io.partd.file;

import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Reads a key's file up to the length it had when it was opened. For one thread; but another one may close it, and then
 * waits for a read under way: a descriptor that is closed meanwhile may be that of the next file opened.
 */
final class ValueInputStream extends InputStream {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final Cleaner CLEANER = Cleaner.create();

    private final SystemCalls calls;
    private final Path path;
    private final int file;
    private final long length;
    private final ByteBuffer block;
    private final Cleaner.Cleanable cleanable;

    /** The position in the file at which the block's contents end. */
    private long position;

    private final ReentrantLock reading = new ReentrantLock();
    private volatile boolean closed;

    /**
     * Makes a stream.
     *
     * @param file an open file; the stream closes it, even if this method throws
     */
    static ValueInputStream of(SystemCalls calls, int file, long length, Path path) {
        try {
            return new ValueInputStream(calls, file, length, path);
        } catch (Throwable e) {
            calls.close(file);
            throw e;
        }
    }

    private ValueInputStream(SystemCalls calls, int file, long length, Path path) {
        this.calls = calls;
        this.path = path;
        this.file = file;
        this.length = length;
        this.block =
                ByteBuffer.allocateDirect((int) Math.min(length, BLOCK_BYTES)).limit(0);
        this.cleanable = CLEANER.register(this, () -> calls.close(file));
    }

    @Override
    public int read() throws IOException {
        return fill() ? block.get() & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, bytes.length);
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int part = Math.min(count, block.remaining());
        block.get(bytes, offset, part);
        return part;
    }

    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        long skipped = Math.max(0, Math.min(count, length - position + block.remaining()));
        if (skipped <= block.remaining()) {
            block.position(block.position() + (int) skipped);
        } else {
            position += skipped - block.remaining();
            block.limit(0);
        }
        return skipped;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(length - position + block.remaining(), Integer.MAX_VALUE);
    }

    /** Fills the block if it is empty; returns false at the end of the value. */
    private boolean fill() throws IOException {
        requireOpen();
        if (block.hasRemaining()) {
            return true;
        }
        if (position == length) {
            return false;
        }
        ByteBuffer target = block.duplicate().clear();
        target.limit((int) Math.min(length - position, target.capacity()));
        long result = read(target);
        if (result < 0) {
            throw Errno.exception(result, path);
        }
        if (result == 0) {
            throw FileIo.cutShort(path, length, position);
        }
        position += result;
        block.position(0).limit((int) result);
        return true;
    }

    private long read(ByteBuffer target) throws IOException {
        reading.lock();
        try {
            requireOpen();
            return calls.read(file, target, position);
        } finally {
            reading.unlock();
        }
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream of " + path + " is closed");
        }
    }

    @Override
    public void close() {
        reading.lock();
        try {
            closed = true;
            cleanable.clean();
        } finally {
            reading.unlock();
        }
    }
}
