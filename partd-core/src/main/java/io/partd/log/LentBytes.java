package io.partd.log;

import io.partd.internal.IoRunnable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A part of a value in the log's mapped memory, lent to a {@link Consumer} until it returns. {@link #writeTo} passes
 * the memory to the system without a copy; the other methods copy from it.
 *
 * <pre>{@code
 * try (LogStore trips = LogStore.open(directory);
 *         FileChannel target = FileChannel.open(file, CREATE, WRITE)) {
 *     trips.read("oslo", part -> part.writeTo(target));
 * }
 * }</pre>
 *
 * <p>Every method throws an {@link IllegalStateException} after the consumer has returned. A call of another thread
 * that has begun before completes normally. This check takes some nanoseconds for each call that reads, so prefer the
 * bulk methods. Thread-safe.
 */
public final class LentBytes {

    private static final int BLOCK = 8 << 10;

    private final ByteBuffer bytes;
    private final Loan loan;
    private final Path file;
    private final long at;

    /** Takes the parts of a value. */
    @FunctionalInterface
    public interface Consumer {

        /**
         * Takes the next part.
         *
         * @param part the part, readable until this method returns
         */
        void accept(LentBytes part) throws IOException;
    }

    /**
     * Lends bytes.
     *
     * @param bytes the bytes of this buffer from index 0 to its limit
     * @param file the file that holds them, for messages
     * @param at the offset in that file
     */
    LentBytes(ByteBuffer bytes, Loan loan, Path file, long at) {
        this.bytes = bytes;
        this.loan = loan;
        this.file = file;
        this.at = at;
    }

    /** Returns the number of bytes. */
    public int length() {
        if (loan.isEnded()) {
            throw ended();
        }
        return bytes.limit();
    }

    /**
     * Returns one byte.
     *
     * @throws IndexOutOfBoundsException if the index is not from 0 to {@link #length} - 1
     * @throws IOException if the disk fails
     */
    public byte get(int index) throws IOException {
        byte[] target = new byte[1];
        get(index, target, 0, 1);
        return target[0];
    }

    /**
     * Copies bytes into an array.
     *
     * @param from the index of the first byte
     * @throws IndexOutOfBoundsException if the part or the array has fewer bytes
     * @throws IOException if the disk fails
     */
    public void get(int from, byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        use(() -> {
            Objects.checkFromIndexSize(from, count, bytes.limit());
            bytes.get(from, target, offset, count);
        });
    }

    /**
     * Copies bytes into a buffer until it is full.
     *
     * @param from the index of the first byte
     * @throws IndexOutOfBoundsException if the part has fewer bytes
     * @throws IOException if the disk fails
     */
    public void get(int from, ByteBuffer target) throws IOException {
        use(() -> {
            Objects.checkFromIndexSize(from, target.remaining(), bytes.limit());
            target.put(bytes.slice(from, target.remaining()));
        });
    }

    /** Returns all bytes in a new array. */
    public byte[] toArray() throws IOException {
        byte[] copy = new byte[length()];
        get(0, copy, 0, copy.length);
        return copy;
    }

    /** Writes all bytes to a stream. */
    public void writeTo(OutputStream out) throws IOException {
        int length = length();
        byte[] block = new byte[Math.min(length, BLOCK)];
        for (int from = 0; from < length; from += block.length) {
            int count = Math.min(block.length, length - from);
            get(from, block, 0, count);
            out.write(block, 0, count);
        }
    }

    /**
     * Writes all bytes to a channel. Does not copy them if the channel is of the JDK, such as a file's or a socket's.
     * Other channels get a copy, because they could keep the memory.
     *
     * @throws IllegalBlockingModeException if the channel is in non-blocking mode
     */
    public void writeTo(WritableByteChannel channel) throws IOException {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        if (channel.getClass().getModule() == ByteBuffer.class.getModule()) {
            use(() -> writeAll(channel, bytes.duplicate()));
        } else {
            writeAll(channel, ByteBuffer.wrap(toArray()));
        }
    }

    private static void writeAll(WritableByteChannel channel, ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }

    private void use(IoRunnable use) throws IOException {
        if (!loan.enter()) {
            throw ended();
        }
        try {
            use.run();
        } catch (InternalError e) {
            throw new Disk.UnreadableException(file, at, e);
        } finally {
            loan.exit();
        }
    }

    private static IllegalStateException ended() {
        return new IllegalStateException(
                "these bytes were lent until the consumer returned, and it has returned; copy what is needed later");
    }

    /**
     * The right to read segments, which may end while other threads use it. A call that reads enters first and exits
     * afterwards. The segments are released when the loan has ended and the last call has exited, so that nobody reads
     * unmapped memory, and nobody waits. Thread-safe.
     */
    static final class Loan {

        private static final int ENDED = Integer.MIN_VALUE;

        private final SegmentSet segments;
        /** The number of calls that have entered and not exited, with the sign bit after the loan has ended. */
        private final AtomicInteger calls = new AtomicInteger();

        /** Begins a loan of a retained set, which the loan releases. */
        Loan(SegmentSet segments) {
            this.segments = segments;
        }

        /** Begins a call; returns false if the loan has ended. */
        boolean enter() {
            int now = calls.get();
            while (now >= 0) {
                if (calls.compareAndSet(now, now + 1)) {
                    return true;
                }
                now = calls.get();
            }
            return false;
        }

        /** Ends a call. */
        void exit() {
            if (calls.decrementAndGet() == ENDED) {
                segments.release();
            }
        }

        boolean isEnded() {
            return calls.get() < 0;
        }

        /**
         * Ends the loan, so that no more calls enter.
         *
         * @return whether no call is running
         */
        boolean end() {
            int before = calls.getAndUpdate(now -> now | ENDED);
            if (before == 0) {
                segments.release();
            }
            return (before & ~ENDED) == 0;
        }
    }
}
