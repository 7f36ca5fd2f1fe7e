package io.partd.internal;

import io.partd.internal.Chunks.Chunk;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A snapshot of {@link Chunks}. Immutable; readers need no lock. */
public final class Bytes {

    /** No bytes. */
    public static final Bytes NONE = new Bytes(null, 0, 0);

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final @Nullable Chunk head;
    private final int start;
    private final long length;

    Bytes(@Nullable Chunk head, int start, long length) {
        this.head = head;
        this.start = start;
        this.length = length;
    }

    /** Returns the number of bytes. */
    public long length() {
        return length;
    }

    /** Returns the bytes as buffers. The caller must not write to them. */
    public List<ByteBuffer> buffers() {
        List<ByteBuffer> buffers = new ArrayList<>();
        int from = start;
        long rest = length;
        for (Chunk chunk = head; chunk != null && rest > 0; chunk = rest > 0 ? chunk.next() : null) {
            int count = (int) Math.min(rest, chunk.bytes.length - from);
            buffers.add(ByteBuffer.wrap(chunk.bytes, from, count));
            rest -= count;
            from = 0;
        }
        return buffers;
    }

    /**
     * Returns a prefix followed by the bytes as one array; the prefix itself if there are no bytes.
     *
     * @param key the key of the value, for the message
     * @throws IOException if the value is larger than an array can be
     */
    public byte[] after(byte[] prefix, String key) throws IOException {
        if (length == 0) {
            return prefix;
        }
        requireArray(prefix.length + length, key);
        byte[] joined = new byte[(int) (prefix.length + length)];
        System.arraycopy(prefix, 0, joined, 0, prefix.length);
        copyTo(joined, prefix.length);
        return joined;
    }

    /** Copies the bytes into an array with enough room, starting at an index. Allocates nothing. */
    public void copyTo(byte[] target, int index) {
        int at = index;
        int from = start;
        int end = index + (int) length;
        for (Chunk chunk = head; chunk != null && at < end; chunk = at < end ? chunk.next() : null) {
            int count = Math.min(end - at, chunk.bytes.length - from);
            System.arraycopy(chunk.bytes, from, target, at, count);
            at += count;
            from = 0;
        }
    }

    /**
     * Checks that an array can hold a value.
     *
     * @throws IOException if the value is too large; the message says how to read it
     */
    public static void requireArray(long length, String key) throws IOException {
        if (length > LARGEST_ARRAY) {
            throw new IOException("the value of key '" + key + "' has " + length + " bytes, an array at most "
                    + LARGEST_ARRAY + "; read it with open or stream");
        }
    }

    /** Opens the bytes for reading. */
    public InputStream open() {
        return new BytesInputStream(head, start, length);
    }
}
