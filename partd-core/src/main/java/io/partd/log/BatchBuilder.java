package io.partd.log;

import io.partd.InvalidKeyException;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** Collects the batch of one call, then encodes its records with their checksums. Reusable; not thread-safe. */
final class BatchBuilder {

    /** Reusable builders. Thread-safe. */
    static final class Pool {

        private static final int SIZE = 4;

        private final AtomicReferenceArray<@Nullable BatchBuilder> builders = new AtomicReferenceArray<>(SIZE);

        BatchBuilder borrow() {
            for (int i = 0; i < SIZE; i++) {
                BatchBuilder pooled = builders.get(i) == null ? null : builders.getAndSet(i, null);
                if (pooled != null) {
                    return pooled;
                }
            }
            return new BatchBuilder();
        }

        /**
         * Keeps a builder for a later batch. If memory is too short for that, a later batch makes a new builder; no
         * call fails.
         */
        void giveBack(BatchBuilder builder) {
            try {
                builder.clear();
                for (int i = 0; i < SIZE; i++) {
                    if (builders.get(i) == null && builders.compareAndSet(i, null, builder)) {
                        return;
                    }
                }
            } catch (OutOfMemoryError e) {
                // The call may have stored its batch, so it must not fail.
            }
        }
    }

    private static final int FIRST = 16;

    /** The largest arrays that are reused, in keys. */
    private static final int MAX_KEPT = 1 << 20;

    private static final long DELETED = -1;

    private final BatchEncoder writer = new BatchEncoder();
    private @Nullable String[] keys = new String[FIRST];
    private Index.Entry[] entries = new Index.Entry[FIRST];
    private @Nullable Object[] values = new Object[FIRST];
    private long[] lengths = new long[FIRST];
    private int count;
    private long records;
    private long encoded;
    private long valueBytes;

    void clear() {
        if (count > MAX_KEPT) {
            keys = new String[FIRST];
            entries = new Index.Entry[FIRST];
            values = new Object[FIRST];
            lengths = new long[FIRST];
        } else {
            Arrays.fill(keys, 0, count, null);
            Arrays.fill(entries, 0, count, null);
            Arrays.fill(values, 0, count, null);
        }
        count = 0;
        records = 0;
    }

    /** Adds bytes to append to a key. */
    void append(String key, byte[] value) {
        add(Objects.requireNonNull(key, "key"), value, value.length);
    }

    /** Adds bytes to append to a key. */
    void append(String key, List<ByteBuffer> value) {
        Objects.requireNonNull(key, "key");
        for (ByteBuffer buffer : value) {
            Objects.requireNonNull(buffer, "buffer");
        }
        add(key, value, Bytes.remaining(value));
    }

    /** Adds the deletion of a key. */
    void delete(String key) {
        add(key, null, DELETED);
    }

    private void add(String key, @Nullable Object value, long length) {
        if (count == keys.length) {
            grow(2 * count);
        }
        keys[count] = key;
        values[count] = value;
        lengths[count] = length;
        count++;
    }

    /** Grows all arrays, or none if there is too little memory. */
    private void grow(int room) {
        @Nullable String[] moreKeys = Arrays.copyOf(keys, room);
        Index.Entry[] moreEntries = Arrays.copyOf(entries, room);
        @Nullable Object[] moreValues = Arrays.copyOf(values, room);
        lengths = Arrays.copyOf(lengths, room);
        keys = moreKeys;
        entries = moreEntries;
        values = moreValues;
    }

    /** Returns whether a prepared batch has no records. */
    boolean isEmpty() {
        return records == 0;
    }

    long length() {
        return encoded;
    }

    long records() {
        return records;
    }

    /** Returns the bytes of all values of a prepared batch. */
    long valueBytes() {
        return valueBytes;
    }

    /**
     * Finds the keys' entries, and encodes a small batch, whose offset is not known yet.
     *
     * @throws InvalidKeyException if the log cannot hold one of the keys
     */
    void prepare(Index index) throws IOException {
        // Nothing but looking up in this loop: the processor then waits for the memory of several keys at once.
        for (int i = 0; i < count; i++) {
            entries[i] = index.prepare(Objects.requireNonNull(keys[i]));
        }
        records = 0;
        encoded = Format.BATCH_HEADER;
        valueBytes = 0;
        for (int i = 0; i < count; i++) {
            int key = entries[i].utf8().length;
            if (lengths[i] == DELETED) {
                records++;
                encoded += Format.recordLength(key, 0);
            } else {
                records += Format.records(lengths[i]);
                encoded += Format.recordsLength(key, lengths[i]);
                valueBytes += lengths[i];
            }
        }
        if (encoded > Format.MAX_BATCH || records > Integer.MAX_VALUE) {
            throw new FileSystemException("a batch of " + encoded + " bytes in " + records
                    + " records is more than a log takes at once, " + Format.MAX_BATCH + " bytes in "
                    + Integer.MAX_VALUE + " records; append it in parts");
        }
        writer.begin();
        if (isSmall()) {
            encode();
        }
    }

    private boolean isSmall() {
        return encoded <= BatchEncoder.BLOCK;
    }

    /** Returns the batch, whose blocks another thread writes if there are several. */
    Batch batch(BatchEncoder.WriteBehind behind) {
        return new Batch(
                Format.DATA,
                encoded,
                (int) records,
                (header, segment, offset) -> write(header, segment, offset, behind));
    }

    private void write(Batch.Header header, Segment segment, long offset, BatchEncoder.WriteBehind behind)
            throws IOException {
        writer.place(header, segment, offset);
        boolean written = false;
        try {
            if (!isSmall()) {
                writer.writeBehind(behind);
                encode();
            }
            writer.finish();
            written = true;
        } finally {
            if (!written) {
                writer.abandon();
            }
        }
    }

    private void encode() throws IOException {
        for (int i = 0; i < count; i++) {
            byte[] key = entries[i].utf8();
            Object value = values[i];
            if (value == null) {
                writer.record(Format.DELETE, key, new byte[0], 0, 0);
            } else if (value instanceof byte[] array) {
                encode(key, array);
            } else {
                encode(key, buffers(value), lengths[i]);
            }
        }
    }

    private void encode(byte[] key, byte[] value) throws IOException {
        for (int from = 0; from < value.length; from += Format.MAX_PIECE) {
            writer.record(Format.APPEND, key, value, from, Math.min(Format.MAX_PIECE, value.length - from));
        }
    }

    private void encode(byte[] key, List<ByteBuffer> value, long length) throws IOException {
        BatchEncoder.BufferCursor cursor = new BatchEncoder.BufferCursor(value);
        for (long rest = length; rest > 0; rest -= Format.MAX_PIECE) {
            writer.record(Format.APPEND, key, cursor, (int) Math.min(rest, Format.MAX_PIECE));
        }
    }

    @SuppressWarnings("unchecked") // a value that is not an array was given as a list of buffers
    private static List<ByteBuffer> buffers(Object value) {
        return (List<ByteBuffer>) value;
    }

    /** Applies the batch to the index. */
    void publish(Index index, long offset) {
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < count; i++) {
            Index.Entry entry = entries[i];
            int key = entry.utf8().length;
            if (lengths[i] == DELETED) {
                index.delete(entry.key());
                at += Format.recordLength(key, 0);
            }
            for (long rest = lengths[i]; rest > 0; rest -= Format.MAX_PIECE) {
                int piece = (int) Math.min(rest, Format.MAX_PIECE);
                index.append(entry, at, piece);
                at += Format.recordLength(key, piece);
            }
        }
    }
}
