package io.partd.log;

import io.partd.internal.BackgroundThread;
import io.partd.internal.Waits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a batch into a block of memory. A batch that fits into the block can be encoded before its offset is known.
 * For a larger one the offset must be known, and each full block is written to the file. Reusable; not thread-safe.
 */
final class BatchEncoder {

    /** The largest length of a batch that is encoded before its offset is known. */
    static final int BLOCK = 1 << 20;

    private ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    /** The block that another thread writes. */
    private @Nullable ByteBuffer other;

    private @Nullable WriteBehind behind;
    private final CRC32C crc = new CRC32C();
    private @Nullable Segment segment;
    /** The offset in the segment of the block's first byte. */
    private long start;

    private int used;

    /** Begins a batch without an offset, and leaves room for its header. */
    void begin() {
        segment = null;
        behind = null;
        start = 0;
        used = Format.BATCH_HEADER;
    }

    /** Begins a batch at an offset. */
    void begin(Batch.Header header, Segment target, long offset) {
        begin();
        place(header, target, offset);
    }

    /** Sets the offset of a batch, and encodes its header. */
    void place(Batch.Header header, Segment target, long offset) {
        segment = target;
        start = offset;
        header.encode(block, 0, target.salt(), offset);
    }

    /** Lets another thread write full blocks while this one fills the next. */
    void writeBehind(WriteBehind writer) {
        behind = writer;
    }

    /** Returns whether a record fits into the rest of the block. */
    boolean fits(long length) {
        return used + length <= block.capacity();
    }

    /** Returns the offset of the next record or list: in the segment, or in the batch if its offset is not known. */
    long offset() {
        return start + used;
    }

    /** Adds a record whose value is a part of an array. */
    void record(int type, byte[] key, byte[] value, int from, int count) throws IOException {
        int at = beginRecord(type, key, count);
        block.put(at + Format.RECORD_HEADER + key.length, value, from, count);
        endRecord(at, Format.RECORD_HEADER + key.length + count);
    }

    /** Adds a record whose value is the next bytes of some buffers. */
    void record(int type, byte[] key, BufferCursor value, int count) throws IOException {
        int at = beginRecord(type, key, count);
        value.read(block, at + Format.RECORD_HEADER + key.length, count);
        endRecord(at, Format.RECORD_HEADER + key.length + count);
    }

    private int beginRecord(int type, byte[] key, int count) throws IOException {
        int at = room(Format.recordLength(key.length, count));
        block.putInt(at + Format.RECORD_WORD, Format.recordWord(type, key.length));
        block.putInt(at + Format.RECORD_VALUE_LENGTH, count);
        block.put(at + Format.RECORD_HEADER, key);
        return at;
    }

    private void endRecord(int at, int length) {
        block.putInt(at, checksum(at + 4, length - 4));
        used += (int) Format.aligned(length);
        for (int i = at + length; i < used; i++) {
            block.put(i, (byte) 0);
        }
    }

    private int checksum(int at, int length) {
        crc.reset();
        crc.update(block.limit(at + length).position(at));
        block.clear();
        return (int) crc.getValue();
    }

    /** Adds bytes, whose number is a multiple of the alignment. */
    void bytes(byte[] bytes) throws IOException {
        int from = 0;
        while (from < bytes.length) {
            int at = room(Format.ALIGNMENT);
            int count = Math.min(bytes.length - from, block.capacity() - at);
            block.put(at, bytes, from, count);
            used += count;
            from += count;
        }
    }

    /** Makes room in the block; returns its place. */
    private int room(long length) throws IOException {
        if (used + length > block.capacity()) {
            flush();
        }
        return used;
    }

    private void flush() throws IOException {
        Segment target = segment;
        if (target == null) {
            throw new IllegalStateException("a batch without an offset has more than " + BLOCK + " bytes");
        }
        if (behind == null) {
            target.file().write(start, block, 0, used);
        } else {
            behind.write(target.file(), start, block, used);
            ByteBuffer free = other;
            other = block;
            block = free == null ? ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN) : free;
        }
        start += used;
        used = 0;
    }

    /** Writes the rest of the batch, which becomes visible when it is committed. */
    void finish() throws IOException {
        flush();
        if (behind != null) {
            behind.await();
        }
    }

    /** Waits until no other thread writes a block, after a failure. */
    void abandon() {
        WriteBehind writing = behind;
        if (writing != null) {
            try {
                writing.await();
            } catch (IOException ignored) {
                // The batch has failed already.
            }
        }
    }

    /** Reads the remaining bytes of several buffers, and leaves the buffers as they are. Not thread-safe. */
    static final class BufferCursor {

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

    /**
     * Writes blocks in another thread, one at a time, while the caller fills the next one. Each caller holds the log's
     * writer lock, and waits only for the write, which takes no lock.
     */
    static final class WriteBehind {

        private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 10 : 1;

        private final String name;
        private final BackgroundThread thread;

        /** The write that no call has waited for yet. */
        private @Nullable FutureTask<Void> writing;

        /**
         * Makes a writer.
         *
         * @param name the log, for messages
         */
        WriteBehind(String name, BackgroundThread thread) {
            this.name = name;
            this.thread = thread;
        }

        /** Begins to write a block. The caller must not change it until {@link #await} or the next call returns. */
        void write(Disk.File file, long at, ByteBuffer block, int count) throws IOException {
            await();
            FutureTask<Void> task = new FutureTask<>(() -> {
                file.write(at, block, 0, count);
                return null;
            });
            try {
                thread.execute(task);
            } catch (OutOfMemoryError e) {
                // There are too many threads to start one more; the caller writes the block itself.
                task.run();
            }
            writing = task;
        }

        /** Waits until all blocks are written. An interrupt does not end the wait: the block is in use until then. */
        void await() throws IOException {
            FutureTask<Void> task = writing;
            for (int i = 0; task != null && !task.isDone() && i < SPINS; i++) {
                Thread.onSpinWait();
            }
            try {
                if (task != null) {
                    Waits.uninterrupted(task);
                }
                writing = null;
            } catch (ExecutionException e) {
                writing = null;
                throw failure(e.getCause());
            }
        }

        private IOException failure(@Nullable Throwable cause) {
            return cause instanceof IOException e
                    ? e
                    : new IOException("a block of " + name + " could not be written: " + cause, cause);
        }
    }
}
