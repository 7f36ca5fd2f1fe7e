package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a batch into a block of memory. A batch that fits can be encoded before its place is known; a larger one has
 * its place, and the block is written to the file whenever it is full. To be used again; not thread-safe.
 */
final class BatchEncoder {

    /** The most that a batch can take that has no place yet. */
    static final int BLOCK = 1 << 20;

    private ByteBuffer block = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN);
    /** The block that another thread writes, if one does. */
    private @Nullable ByteBuffer other;

    private @Nullable WriteBehind behind;
    private final CRC32C crc = new CRC32C();
    private @Nullable Segment segment;
    /** Where in the segment the block's first byte goes. */
    private long start;

    private int used;

    /** Begins a batch without a place; of the header there is only the room. */
    void begin() {
        segment = null;
        behind = null;
        start = 0;
        used = Format.BATCH_HEADER;
    }

    /** Begins a batch at its place. */
    void begin(BatchHeader header, Segment target, long offset) {
        begin();
        place(header, target, offset);
    }

    /** Gives a batch its place. */
    void place(BatchHeader header, Segment target, long offset) {
        segment = target;
        start = offset;
        header.encode(block, 0, target.salt(), offset);
    }

    /** Has full blocks written by another thread while the next one is filled. */
    void writeBehind(WriteBehind writer) {
        behind = writer;
    }

    /** Tells whether a record fits into what is left of the block. */
    boolean fits(long length) {
        return used + length <= block.capacity();
    }

    /** Returns the offset of what comes next, in the batch if that has no place. */
    long offset() {
        return start + used;
    }

    /** Adds a record with a part of an array as the value. */
    void record(int type, byte[] key, byte[] value, int from, int count) throws IOException {
        int at = beginRecord(type, key, count);
        block.put(at + Format.RECORD_HEADER + key.length, value, from, count);
        endRecord(at, Format.RECORD_HEADER + key.length + count);
    }

    /** Adds a record with the next bytes of some buffers as the value. */
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

    /** Adds bytes that are a multiple of the alignment. */
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

    /** Makes sure that there is room for what comes next, and returns where. */
    private int room(long length) throws IOException {
        if (used + length > block.capacity()) {
            flush();
        }
        return used;
    }

    private void flush() throws IOException {
        Segment target = segment;
        if (target == null) {
            throw new IllegalStateException("a batch without a place has more than " + BLOCK + " bytes");
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

    /** Writes what is left of the batch. It is not visible before it is committed. */
    void finish() throws IOException {
        flush();
        if (behind != null) {
            behind.await();
        }
    }

    /** Waits for the block that is being written, whether it succeeds or not. */
    void abandon() {
        WriteBehind writing = behind;
        if (writing != null) {
            try {
                writing.await();
            } catch (IOException ignored) {
                // The batch has failed already.
                return;
            }
        }
    }

    /** Reads what remains in buffers one after the other, leaving them as they are. Not thread-safe. */
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
}
