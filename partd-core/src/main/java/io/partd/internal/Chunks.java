package io.partd.internal;

import java.nio.ByteBuffer;
import java.util.ConcurrentModificationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue of bytes: appended at the end, removed at the beginning. It is a chain of chunks, each about as large as all
 * before it together, up to a limit, so that an append copies only its own bytes.
 *
 * <p>The owner's lock must guard all calls. A {@link Bytes} snapshot taken under the lock is readable without it.
 */
public final class Chunks {

    /** The largest size of a chunk, small enough for any garbage collector to keep it in an ordinary region. */
    public static final int LARGEST = 1 << 16;

    /** The smallest size of a chunk. */
    public static final int SMALLEST = 1 << 7;

    /** The heap size of a chunk besides its bytes: two object headers and three fields, uncompressed. */
    private static final int OVERHEAD = 56;

    private final int largest;
    private @Nullable Chunk head;

    /** The chunk to fill; the chunks after it, up to the end, are reserved. */
    private @Nullable Chunk tail;

    private @Nullable Chunk end;
    private int start;
    private int used;
    private long reserved;
    private long length;
    private long heapSize;

    /** Makes an empty chain with chunks of up to {@link #LARGEST}. */
    public Chunks() {
        this(LARGEST);
    }

    /**
     * Makes an empty chain.
     *
     * @param largest the largest size of a chunk, in bytes
     */
    public Chunks(int largest) {
        this.largest = largest;
    }

    /** Returns the number of bytes that remain in the buffers. */
    public static long remaining(List<ByteBuffer> buffers) {
        long sum = 0;
        for (ByteBuffer buffer : buffers) {
            sum += buffer.remaining();
        }
        return sum;
    }

    /** Returns the number of bytes in the chain. */
    public long length() {
        return length;
    }

    /** Returns the heap size of the chunks in bytes, never too low. */
    public long heapSize() {
        return heapSize;
    }

    /** Returns how much {@link #heapSize} grows if one call appends a number of bytes. */
    public long growth(long bytes) {
        long rest = bytes - room();
        long size = heapSize;
        while (rest > 0) {
            int chunk = nextChunk(size, rest);
            size += chunk;
            rest -= chunk - OVERHEAD;
        }
        return size - heapSize;
    }

    /**
     * Allocates the memory for more bytes, as much as {@link #growth} says, so that appending them allocates nothing.
     *
     * @throws OutOfMemoryError if memory is short; nothing has changed
     */
    public void reserve(long bytes) {
        long rest = bytes - room();
        long size = heapSize;
        long capacity = 0;
        Chunk first = null;
        Chunk last = null;
        while (rest > 0) {
            int next = nextChunk(size, rest);
            Chunk chunk = new Chunk(next - OVERHEAD);
            if (last == null) {
                first = chunk;
            } else {
                last.next = chunk;
            }
            last = chunk;
            size += next;
            capacity += next - OVERHEAD;
            rest -= next - OVERHEAD;
        }
        if (last != null) {
            if (end == null) {
                head = first;
            } else {
                end.next = first;
            }
            end = last;
            heapSize = size;
            reserved += capacity;
        }
    }

    /** Appends what remains in the buffers, without changing their positions. If it throws, it appended nothing. */
    public void append(List<ByteBuffer> buffers) {
        reserve(remaining(buffers));
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

    /** Appends an array. */
    public void append(byte[] bytes) {
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

    /** Returns a snapshot of the chain, which later appends and removals do not change. */
    public Bytes snapshot() {
        return snapshot(length);
    }

    /** Returns a snapshot of at most a number of the chain's first bytes. */
    public Bytes snapshot(long atMost) {
        return new Bytes(head, start, Math.min(atMost, length));
    }

    /** Removes a number of bytes from the beginning. */
    public void removeFirst(long bytes) {
        length -= bytes;
        if (length == 0) {
            head = null;
            tail = null;
            end = null;
            start = 0;
            used = 0;
            reserved = 0;
            heapSize = 0;
            return;
        }
        long rest = bytes;
        Chunk first = head;
        while (first != null && rest >= first.bytes.length - start) {
            rest -= first.bytes.length - start;
            heapSize -= first.bytes.length + OVERHEAD;
            first = first.next;
            start = 0;
        }
        head = first;
        start += (int) rest;
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

    private long room() {
        return reserved + (tail == null ? 0 : tail.bytes.length - used);
    }

    private int nextChunk(long size, long rest) {
        long wanted = Math.max(size, (Math.min(rest, largest) + OVERHEAD + 7) & -8);
        return (int) Math.max(SMALLEST, Math.min(largest, wanted));
    }

    /** A link of the chain, full unless it is the last. */
    static final class Chunk {

        final byte[] bytes;

        private @Nullable Chunk next;

        Chunk(int capacity) {
            bytes = new byte[capacity];
        }

        @Nullable
        Chunk next() {
            return next;
        }
    }
}
