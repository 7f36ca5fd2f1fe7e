package io.partd.arrow.ipc;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads messages of Arrow's IPC format in order. Lengths are compared with what may be left, and memory is taken for
 * bytes that have come, not for those that are claimed.
 *
 * <pre>
 * bytes   content
 * 4       -1; before version 0.15 of the format it was not there
 * 4       n, the length of the metadata with its padding, little-endian; 0 at the end of a stream
 * n       the metadata: a flatbuffer, Message.fbs of Arrow's documentation
 * m       the body, of the length that the metadata says
 * </pre>
 */
final class MessageInput implements Closeable {

    private static final int CONTINUATION = -1;
    private static final int FIRST_BODY = 8 << 20;
    private static final int GROWTH = 4;
    private static final int COPY = 256 << 10;

    private final InputStream in;
    private final long limit;
    private final long present;
    private long position;
    private byte @Nullable [] copy;

    /**
     * Reads from a stream.
     *
     * @param limit how many bytes of it belong to the messages, at most
     * @param present how many bytes there are for sure, which may be claimed at once; 0 if that is not known
     */
    MessageInput(InputStream in, long limit, long present) {
        this.in = in;
        this.limit = limit;
        this.present = present;
    }

    /** Returns how many bytes have been read. */
    long position() {
        return position;
    }

    /** Returns how many bytes there may be still. */
    long left() {
        return limit - position;
    }

    /** Reads a message up to its body; null at the end of the stream, or where it just ends. */
    @Nullable
    Header next() throws IOException {
        if (left() == 0) {
            return null;
        }
        byte[] length = read(4);
        if (length.length == 0) {
            return null;
        }
        int count = number(length);
        if (count == CONTINUATION) {
            count = number(read(4));
        }
        if (count == 0) {
            return null;
        }
        if (count < 0 || count > left()) {
            throw new MalformedException(
                    "a message claims metadata of " + Integer.toUnsignedString(count) + " bytes; " + left(left()));
        }
        byte[] metadata = read(count);
        if (metadata.length < count) {
            throw new MalformedException(
                    "a message claims metadata of " + count + " bytes; " + metadata.length + " bytes are left");
        }
        return header(metadata);
    }

    private Header header(byte[] metadata) throws MalformedException {
        try {
            Message message = Message.getRootAsMessage(ByteBuffer.wrap(metadata).order(ByteOrder.LITTLE_ENDIAN));
            if (message.version() != MetadataVersion.V5 && message.version() != MetadataVersion.V4) {
                throw new MalformedException("a message of the format's version " + (message.version() + 1)
                        + "; versions 4 and 5, of Arrow 0.8 and later, are read");
            }
            long body = message.bodyLength();
            if (body < 0 || body > left()) {
                throw new MalformedException(
                        "a message claims a body of " + Long.toUnsignedString(body) + " bytes; " + left(left()));
            }
            return new Header(message, metadata, body);
        } catch (RuntimeException e) {
            throw new MalformedException("metadata of " + metadata.length + " bytes is not a message: " + e, e);
        }
    }

    /**
     * A message's metadata.
     *
     * @param message the flatbuffer
     * @param bytes its bytes
     * @param bodyLength how many bytes of body follow
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    record Header(Message message, byte[] bytes, long bodyLength) {}

    /** Reads a body, which the caller has to release. */
    ArrowBuf body(long length, BufferAllocator allocator) throws IOException {
        if (length == 0) {
            return allocator.getEmpty();
        }
        ArrowBuf body = allocator.buffer(Math.min(length, Math.max(FIRST_BODY, present)));
        try {
            long have = 0;
            while (have < length) {
                long room = Math.min(length, body.capacity());
                if (have == room) {
                    body = grown(body, Math.min(length, room * GROWTH), allocator);
                    continue;
                }
                byte[] block = block();
                int count = in.read(block, 0, (int) Math.min(block.length, room - have));
                if (count < 0) {
                    throw new MalformedException(
                            "a message claims a body of " + length + " bytes; " + have + " bytes are left");
                }
                body.setBytes(have, block, 0, count);
                have += count;
                position += count;
            }
            // Of the length that was asked for, not of what the allocator rounded it to.
            return body.slice(0, length);
        } catch (Throwable e) {
            body.close();
            throw e;
        }
    }

    private static ArrowBuf grown(ArrowBuf full, long capacity, BufferAllocator allocator) {
        ArrowBuf larger = allocator.buffer(capacity);
        larger.setBytes(0, full, 0, full.capacity());
        full.close();
        return larger;
    }

    private byte[] block() {
        byte[] block = copy;
        if (block == null) {
            block = new byte[(int) Math.min(COPY, Math.max(1, left()))];
            copy = block;
        }
        return block;
    }

    private byte[] read(int count) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(count, left()));
        position += bytes.length;
        return bytes;
    }

    private static int number(byte[] bytes) throws MalformedException {
        if (bytes.length < 4) {
            throw new MalformedException("ends after " + bytes.length + " of the 4 bytes of a message's length");
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static String left(long bytes) {
        return bytes + " bytes are left";
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
