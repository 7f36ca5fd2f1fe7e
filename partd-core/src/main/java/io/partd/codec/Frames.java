package io.partd.codec;

import io.partd.CorruptDataException;
import io.partd.StoreClosedException;
import io.partd.internal.IoFunction;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one value, one by one, from its stored bytes.
 *
 * <pre>
 * bytes   content
 * 8       n, the length of the payload, little-endian
 * n       the payload
 * </pre>
 */
final class Frames implements Closeable {

    private static final int HEADER = 8;
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    /** The most memory allocated for the length that a frame claims; more is allocated as its bytes arrive. */
    private static final int FIRST_READ = 1 << 20;

    private final String key;
    private final InputStream in;
    private long frame;
    private long offset;
    private long frameOffset;
    private @Nullable IOException fault;

    Frames(String key, InputStream in) {
        this.key = key;
        this.in = in;
    }

    /** Returns a payload's frame as the buffers to append. */
    static List<ByteBuffer> of(byte[] payload) {
        ByteBuffer header =
                ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN).putLong(0, payload.length);
        return List.of(header, ByteBuffer.wrap(payload));
    }

    /**
     * Returns frames as one array.
     *
     * @throws IOException if they are more than fits into one
     */
    static byte[] joined(List<ByteBuffer> frames) throws IOException {
        long length = 0;
        for (ByteBuffer part : frames) {
            length += part.remaining();
        }
        if (length > LARGEST) {
            throw new IOException("the value has " + length + " bytes in frames, and at most " + LARGEST
                    + " can be set or gathered at once; append it instead");
        }
        ByteBuffer joined = ByteBuffer.allocate((int) length);
        for (ByteBuffer part : frames) {
            joined.put(part.duplicate());
        }
        return joined.array();
    }

    /**
     * Reads and decodes the next frame; returns null at the end of the value.
     *
     * @throws CorruptDataException if the frame is cut short, or its payload cannot be decoded
     * @throws IOException if the frame cannot be read, or decoding fails for a reason other than the payload. After any
     *     exception every later call throws too, because nobody knows where the next frame begins
     */
    <T> @Nullable T next(IoFunction<byte[], T> decoder) throws IOException {
        throwFault();
        frame++;
        frameOffset = offset;
        byte[] payload = nextPayload();
        return payload == null ? null : decoded(payload, decoder);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void throwFault() throws IOException {
        IOException cause = fault;
        if (cause instanceof CorruptDataException) {
            throw new CorruptDataException(String.valueOf(cause.getMessage()), cause);
        }
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    private <T> T decoded(byte[] payload, IoFunction<byte[], T> decoder) throws IOException {
        T value;
        try {
            value = decoder.apply(payload);
        } catch (InterruptedIOException
                | ClosedChannelException
                | StoreClosedException
                | FileSystemException
                | Error e) {
            // The payload is not at fault. But its frame has been consumed, so a retry would decode the next one.
            fault = new IOException(place() + "could not be decoded: " + e.getMessage(), e);
            throw e;
        } catch (IOException | RuntimeException e) {
            throw corrupt("payload of " + payload.length + " bytes cannot be decoded: " + e.getMessage(), e);
        }
        if (value == null) {
            throw corrupt("payload of " + payload.length + " bytes cannot be decoded: the codec returned null", null);
        }
        return value;
    }

    private byte @Nullable [] nextPayload() throws IOException {
        try {
            return readPayload();
        } catch (Throwable e) {
            if (fault == null) {
                fault = new IOException(place() + "could not be read: " + e.getMessage(), e);
            }
            throw e;
        }
    }

    private byte @Nullable [] readPayload() throws IOException {
        byte[] header = in.readNBytes(HEADER);
        offset += header.length;
        if (header.length == 0) {
            return null;
        }
        if (header.length < HEADER) {
            throw corrupt("ends after " + header.length + " bytes of its " + HEADER + " byte length", null);
        }
        long claimed = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (claimed < 0 || claimed > LARGEST) {
            throw corrupt(
                    "claims a length of " + Long.toUnsignedString(claimed) + " bytes; a frame has at most " + LARGEST,
                    null);
        }
        byte[] payload = read((int) claimed);
        if (payload.length < claimed) {
            throw corrupt("claims a length of " + claimed + " bytes; " + payload.length + " bytes are left", null);
        }
        return payload;
    }

    /** Reads the given number of bytes, or fewer at the end. Allocates memory as bytes arrive, not as claimed. */
    private byte[] read(int count) throws IOException {
        byte[] bytes = new byte[Math.min(count, FIRST_READ)];
        int length = 0;
        while (true) {
            int read = in.readNBytes(bytes, length, bytes.length - length);
            length += read;
            offset += read;
            if (length < bytes.length) {
                return Arrays.copyOf(bytes, length);
            }
            if (length == count) {
                return bytes;
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * length));
        }
    }

    private CorruptDataException corrupt(String what, @Nullable Throwable cause) {
        String message = place() + what;
        CorruptDataException corrupt =
                cause == null ? new CorruptDataException(message) : new CorruptDataException(message, cause);
        fault = corrupt;
        return corrupt;
    }

    private String place() {
        return "key '" + key + "', frame " + frame + " at byte " + frameOffset + ": ";
    }
}
