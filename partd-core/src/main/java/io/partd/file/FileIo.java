package io.partd.file;

import io.partd.CorruptDataException;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes buffers to open files and reads files into arrays. Passes large direct buffers to the system as they are, many
 * in one call; copies heap buffers and small ones into a block of its own first. Not thread-safe.
 */
final class FileIo {

    private static final int BLOCK_BYTES = 256 << 10;
    /** The size from which a direct buffer is cheaper to pass on than to copy. */
    private static final int LARGE_BYTES = 4 << 10;

    private final Dataset dataset;
    private final SystemCalls calls;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    /** What to write, without the part of the block from {@link #blockFrom} on. */
    private final @Nullable ByteBuffer[] pending = new ByteBuffer[SystemCalls.MAX_BUFFERS];

    private int count;
    private int blockFrom;
    private int blockUsed;
    private long written;

    FileIo(Dataset dataset, SystemCalls calls) {
        this.dataset = dataset;
        this.calls = calls;
    }

    /** Returns the number of bytes that the last {@link #write} has written: all, or fewer if it threw. */
    long written() {
        return written;
    }

    /** Writes what remains in the buffers, without changing their positions. */
    void write(int file, List<ByteBuffer> buffers, Key key) throws IOException {
        written = 0;
        clear();
        block.clear();
        for (ByteBuffer buffer : buffers) {
            if (buffer.isDirect() && buffer.remaining() >= LARGE_BYTES) {
                if (count + 3 > pending.length) {
                    writePending(file, key);
                }
                addBlock();
                pending[count++] = buffer.duplicate();
            } else {
                copy(file, buffer, key);
            }
        }
        writePending(file, key);
    }

    private void copy(int file, ByteBuffer buffer, Key key) throws IOException {
        int from = buffer.position();
        while (from < buffer.limit()) {
            if (blockUsed == BLOCK_BYTES) {
                writePending(file, key);
            }
            int part = Math.min(buffer.limit() - from, BLOCK_BYTES - blockUsed);
            block.put(blockUsed, buffer, from, part);
            blockUsed += part;
            from += part;
        }
    }

    /** Adds what was copied into the block since the last time. There is always room for it. */
    private void addBlock() {
        if (blockUsed > blockFrom) {
            pending[count++] = block.slice(blockFrom, blockUsed - blockFrom);
            blockFrom = blockUsed;
        }
    }

    private void writePending(int file, Key key) throws IOException {
        addBlock();
        int first = 0;
        while (first < count) {
            long result = calls.write(file, pending, first, count - first);
            if (result < 0) {
                throw Errno.exception(result, dataset.path(key));
            }
            written += result;
            while (first < count && !pending[first].hasRemaining()) {
                first++;
            }
        }
        clear();
    }

    private void clear() {
        Arrays.fill(pending, 0, count, null);
        count = 0;
        blockFrom = 0;
        blockUsed = 0;
    }

    /**
     * Reads a file from its beginning into an array.
     *
     * @param length the number of bytes to read; a shorter file is an error
     */
    void read(int file, byte[] value, int length, Key key) throws IOException {
        int at = 0;
        while (at < length) {
            long result = calls.read(file, block.clear().limit(Math.min(length - at, BLOCK_BYTES)), at);
            if (result < 0) {
                throw Errno.exception(result, dataset.path(key));
            }
            if (result == 0) {
                throw cutShort(dataset.path(key), length, at);
            }
            block.get(0, value, at, (int) result);
            at += (int) result;
        }
    }

    static CorruptDataException cutShort(Path path, long length, long end) {
        return new CorruptDataException(
                path + " has been cut short while it was read: it had " + length + " bytes, and ends after " + end);
    }
}
