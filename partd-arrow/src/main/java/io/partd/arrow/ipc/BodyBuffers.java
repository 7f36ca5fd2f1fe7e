package io.partd.arrow.ipc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * The buffers of a body, in the order of the metadata. A compressed one begins with the length that it is to become, of
 * 8 bytes, or with -1 if it is as it was.
 */
final class BodyBuffers implements AutoCloseable {

    private static final int PREFIX = 8;
    private static final long LARGEST = Integer.MAX_VALUE - 9L;

    private final RecordBatch batch;
    private final ArrowBuf body;
    private final BufferAllocator allocator;
    private final @Nullable BodyCompression compression;
    private final List<ArrowBuf> made = new ArrayList<>();
    private int next;
    private long compressed;
    private long free;

    /**
     * Looks at a body.
     *
     * @param free how many bytes of buffers may be made that the body has not: the validity of columns without nulls
     */
    BodyBuffers(RecordBatch batch, ArrowBuf body, BufferAllocator allocator, long free) throws MalformedException {
        this.batch = batch;
        this.body = body;
        this.allocator = allocator;
        this.free = free;
        compression = BodyCompression.of(batch.compression());
    }

    /**
     * Returns the next buffer, which stays this object's.
     *
     * @throws MalformedException if there is none, it is not in the body, or cannot be decompressed
     */
    ArrowBuf next() throws MalformedException {
        if (next >= batch.buffersLength()) {
            throw new MalformedException("has " + next + " buffers, too few for its schema");
        }
        Buffer place = batch.buffers(next);
        long offset = place.offset();
        long length = place.length();
        if (offset < 0 || length < 0 || offset > body.capacity() - length) {
            throw new MalformedException("buffer " + next + " of " + length + " bytes at byte " + offset
                    + " is not within the body of " + body.capacity() + " bytes");
        }
        next++;
        if (length == 0) {
            return allocator.getEmpty();
        }
        return compression == null ? body.slice(offset, length) : plain(compression, offset, length);
    }

    private ArrowBuf plain(BodyCompression compression, long offset, long length) throws MalformedException {
        compressed += length;
        if (length < PREFIX || compressed > body.capacity()) {
            throw new MalformedException("buffer " + (next - 1) + " of " + length + " bytes is not a compressed one");
        }
        long claimed = body.getLong(offset);
        if (claimed == -1) {
            return body.slice(offset + PREFIX, length - PREFIX);
        }
        if (claimed == 0) {
            return allocator.getEmpty();
        }
        long most = Math.min(LARGEST, compression.bestRatio() * (length - PREFIX));
        if (claimed < 0 || claimed > most || length > LARGEST) {
            throw new MalformedException("buffer " + (next - 1) + " of " + length + " bytes claims to become "
                    + Long.toUnsignedString(claimed) + " bytes; " + most + " are possible");
        }
        ArrowBuf buffer = made(claimed);
        try {
            compression.decompress(body.slice(offset + PREFIX, length - PREFIX), buffer);
        } catch (IOException | RuntimeException e) {
            throw new MalformedException(
                    "buffer " + (next - 1) + " of " + length + " bytes cannot be decompressed by " + compression
                            + " to " + claimed + " bytes: " + e.getMessage(),
                    e);
        }
        return buffer;
    }

    /**
     * Makes the validity of so many values that are all there, or all null, and for which the body has none.
     *
     * @throws MalformedException if that takes more memory than so small a message should
     */
    ArrowBuf validity(int count, byte each) throws MalformedException {
        long length = (count + 7L) / 8;
        free -= length;
        if (free < 0) {
            throw new MalformedException("claims " + count + " values in so few bytes that they cannot be there");
        }
        ArrowBuf buffer = made(length);
        for (long i = 0; i < length; i++) {
            buffer.setByte(i, each);
        }
        if (each != 0 && count % 8 != 0) {
            buffer.setByte(length - 1, 0xff >>> (8 - count % 8));
        }
        return buffer;
    }

    private ArrowBuf made(long length) {
        ArrowBuf buffer = allocator.buffer(length);
        made.add(buffer);
        // Of the capacity that was asked for, not of what the allocator rounded it to.
        return buffer.slice(0, length);
    }

    /** Refuses buffers that no field has asked for. */
    void requireAllTaken() throws MalformedException {
        if (next != batch.buffersLength()) {
            throw new MalformedException("has " + batch.buffersLength() + " buffers; its schema has use for " + next);
        }
    }

    /** Releases what was made; not the body. */
    @Override
    public void close() {
        made.forEach(ArrowBuf::close);
    }
}
