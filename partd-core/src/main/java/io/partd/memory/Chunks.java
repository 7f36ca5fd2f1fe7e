package io.partd.memory;

import io.partd.internal.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value that grows at its end: a chain of chunks, each about as large as all before it together, up to a limit. An
 * append copies only its own bytes, and nothing moves afterwards.
 *
 * <p>The owner's lock must guard all calls. A {@link Snapshot} taken under the lock is readable without it.
 */
final class Chunks {

    /** The largest size of a chunk, small enough for any garbage collector to keep it in an ordinary region. */
    private static final int LARGEST = 1 << 16;

    /** The smallest size of a chunk. */
    private static final int SMALLEST = 1 << 7;

    private @Nullable Chunk head;

    /** The chunk to fill; the chunks after it, up to the end, are reserved. */
    private @Nullable Chunk tail;

    private @Nullable Chunk end;
    private int used;
    private long reserved;
    private long length;

    /** Returns the number of bytes. */
    long length() {
        return length;
    }

    /** Appends what remains in the buffers, without changing their positions. If it throws, it appended nothing. */
    void append(List<ByteBuffer> buffers) {
        reserve(Bytes.remaining(buffers));
        Chunk tailBefore = tail;
        int usedBefore = used;
        long reservedBefore = reserved;
        long added = 0;
        boolean whole = false;
        try {
            for (ByteBuffer buffer : buffers) {
                int from = buffer.position();
                while (from < buffer.limit()) {
                    Chunk last = tailWithRoom();
                    int count = Math.min(buffer.limit() - from, last.bytes.length - used);
                    buffer.get(from, last.bytes, used, count);
                    from += count;
                    used += count;
                    added += count;
                }
            }
            whole = true;
        } finally {
            if (whole) {
                length += added;
            } else {
                tail = tailBefore;
                used = usedBefore;
                reserved = reservedBefore;
            }
        }
    }

    /** Appends an array. If it throws, it appended nothing. */
    void append(byte[] bytes) {
        reserve(bytes.length);
        int from = 0;
        while (from < bytes.length) {
            Chunk last = tailWithRoom();
            int count = Math.min(bytes.length - from, last.bytes.length - used);
            System.arraycopy(bytes, from, last.bytes, used, count);
            from += count;
            used += count;
        }
        length += bytes.length;
    }

    /** Returns a snapshot, which later appends do not change. */
    Snapshot snapshot() {
        return new Snapshot(head, length);
    }

    /** Allocates the chunks for more bytes. If memory is short, nothing has changed. */
    private void reserve(long bytes) {
        long room = reserved + (tail == null ? 0 : tail.bytes.length - used);
        long capacity = length + room;
        Chunk first = null;
        Chunk last = null;
        for (long rest = bytes - room; rest > 0; ) {
            Chunk chunk = new Chunk((int) Math.max(SMALLEST, Math.min(LARGEST, Math.max(capacity, rest))));
            if (last == null) {
                first = chunk;
            } else {
                last.next = chunk;
            }
            last = chunk;
            capacity += chunk.bytes.length;
            rest -= chunk.bytes.length;
        }
        if (last != null) {
            if (end == null) {
                head = first;
            } else {
                end.next = first;
            }
            end = last;
            reserved += capacity - length - room;
        }
    }

    private Chunk tailWithRoom() {
        Chunk last = tail;
        if (last != null && used < last.bytes.length) {
            return last;
        }
        Chunk next = last == null ? head : last.next;
        if (next == null) {
            throw new ConcurrentModificationException("buffers got longer while they were appended");
        }
        tail = next;
        used = 0;
        reserved -= next.bytes.length;
        return next;
    }

    /** A link of the chain, full unless it is the last. */
    private static final class Chunk {

        private final byte[] bytes;
        private @Nullable Chunk next;

        private Chunk(int capacity) {
            bytes = new byte[capacity];
        }
    }

    /** The bytes of a value at one moment. Immutable; readers need no lock. */
    static final class Snapshot {

        static final Snapshot EMPTY = new Snapshot(null, 0);

        private final @Nullable Chunk head;
        private final long length;

        private Snapshot(@Nullable Chunk head, long length) {
            this.head = head;
            this.length = length;
        }

        /** Returns the number of bytes. */
        long length() {
            return length;
        }

        /** Copies the bytes to the beginning of an array with enough room. Allocates nothing. */
        void copyTo(byte[] target) {
            int end = (int) length;
            int at = 0;
            for (Chunk chunk = head; chunk != null && at < end; chunk = at < end ? chunk.next : null) {
                int count = Math.min(end - at, chunk.bytes.length);
                System.arraycopy(chunk.bytes, 0, target, at, count);
                at += count;
            }
        }

        /** Opens the bytes for reading. */
        InputStream open() {
            return new SnapshotInputStream(head, length);
        }
    }

    /** Reads a snapshot, and drops its reference to each chunk once it is read. */
    private static final class SnapshotInputStream extends InputStream {

        private @Nullable Chunk chunk;
        private int position;
        private long left;
        private boolean closed;

        private SnapshotInputStream(@Nullable Chunk head, long length) {
            chunk = length == 0 ? null : head;
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
                chunk = from.next;
                position = 0;
            }
        }

        private void requireOpen() throws IOException {
            if (closed) {
                throw new IOException("stream closed");
            }
        }
    }
}
