package io.partd.file;

import io.partd.CorruptDataException;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes buffers to open files and reads files into arrays. Passes large direct buffers to the system as they are, many
 * in one call; copies heap buffers and small ones into a block of its own first. Not thread-safe.
 */
final class FileIo {

    private static final int BLOCK_BYTES = 256 << 10;
    /** The size from which a direct buffer is cheaper to pass on than to copy. */
    private static final int LARGE_BYTES = 4 << 10;

    private static final int VECTORS = 1024;
    private static final int VECTOR_BYTES = 16;

    private final Dataset dataset;
    private final SystemCalls calls;
    private final ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final long blockAddress = SystemCalls.address(block);
    private final ByteBuffer vectors =
            ByteBuffer.allocateDirect(VECTORS * VECTOR_BYTES).order(ByteOrder.nativeOrder());
    private final long vectorsAddress = SystemCalls.address(vectors);

    private int blockUsed;
    private int count;
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
        try {
            for (ByteBuffer buffer : buffers) {
                if (buffer.isDirect() && buffer.remaining() >= LARGE_BYTES) {
                    if (count == VECTORS) {
                        writeVectors(file, key);
                    }
                    addVector(SystemCalls.address(buffer) + buffer.position(), buffer.remaining());
                } else {
                    gather(file, buffer, key);
                }
            }
            writeVectors(file, key);
        } finally {
            Reference.reachabilityFence(buffers);
        }
    }

    private void gather(int file, ByteBuffer buffer, Key key) throws IOException {
        int from = buffer.position();
        while (from < buffer.limit()) {
            if (blockUsed == BLOCK_BYTES || count == VECTORS) {
                writeVectors(file, key);
            }
            int part = Math.min(buffer.limit() - from, BLOCK_BYTES - blockUsed);
            block.put(blockUsed, buffer, from, part);
            addVector(blockAddress + blockUsed, part);
            blockUsed += part;
            from += part;
        }
    }

    /** Adds a range of memory. Extends the last vector if the range follows it directly. */
    private void addVector(long address, long length) {
        if (count > 0) {
            int last = (count - 1) * VECTOR_BYTES;
            if (vectors.getLong(last) + vectors.getLong(last + 8) == address) {
                vectors.putLong(last + 8, vectors.getLong(last + 8) + length);
                return;
            }
        }
        vectors.putLong(count * VECTOR_BYTES, address);
        vectors.putLong(count * VECTOR_BYTES + 8, length);
        count++;
    }

    private void writeVectors(int file, Key key) throws IOException {
        int first = 0;
        while (first < count) {
            int at = first * VECTOR_BYTES;
            long result = count - first == 1
                    ? calls.write(file, vectors.getLong(at), vectors.getLong(at + 8))
                    : calls.gather(file, vectorsAddress + at, count - first);
            if (result < 0) {
                throw Errno.exception(result, dataset.path(key));
            }
            written += result;
            first = skip(first, result);
        }
        clear();
    }

    /** Removes written bytes from the vectors; returns the index of the first vector that has bytes left. */
    private int skip(int first, long bytes) {
        int vector = first;
        long left = bytes;
        while (vector < count && left >= vectors.getLong(vector * VECTOR_BYTES + 8)) {
            left -= vectors.getLong(vector * VECTOR_BYTES + 8);
            vector++;
        }
        if (left > 0) {
            int at = vector * VECTOR_BYTES;
            vectors.putLong(at, vectors.getLong(at) + left);
            vectors.putLong(at + 8, vectors.getLong(at + 8) - left);
        }
        return vector;
    }

    private void clear() {
        count = 0;
        blockUsed = 0;
    }

    /**
     * Reads a file from its beginning.
     *
     * @param length the number of bytes to read; a shorter file is an error
     */
    byte[] read(int file, int length, Key key) throws IOException {
        byte[] value = new byte[length];
        int at = 0;
        while (at < length) {
            long result = calls.read(file, blockAddress, Math.min(length - at, BLOCK_BYTES), at);
            if (result < 0) {
                throw Errno.exception(result, dataset.path(key));
            }
            if (result == 0) {
                throw cutShort(dataset.path(key), length, at);
            }
            block.get(0, value, at, (int) result);
            at += (int) result;
        }
        return value;
    }

    static CorruptDataException cutShort(Path path, long length, long end) {
        return new CorruptDataException(
                path + " has been cut short while it was read: it had " + length + " bytes, and ends after " + end);
    }
}
