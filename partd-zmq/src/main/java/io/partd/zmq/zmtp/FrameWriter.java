package io.partd.zmq.zmtp;

import io.partd.zmq.security.Sealing;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames: gathers small ones, and passes large ones on piece by piece. For one thread at a time; not to be used
 * any more after a failure, as half a frame may have been sent.
 */
final class FrameWriter {

    private static final int LONGEST_SHORT = 0xFF;
    private static final int LONGEST_HEADER = 9;
    /** What is gathered at first; a peer that only gets acknowledgements never needs more. */
    private static final int FIRST = 1 << 12;

    private final Link link;
    private final @Nullable Sealing sealing;
    private final Patience patience;
    private final int gathered;
    private ByteBuffer out = ByteBuffer.allocateDirect(FIRST);

    private long left;
    private int sealedFlags;
    private byte[] sealed = {};
    private int sealedLength;

    FrameWriter(Link link, @Nullable Sealing sealing, Patience patience, int gathered) {
        this.link = link;
        this.sealing = sealing;
        this.patience = patience;
        this.gathered = gathered;
    }

    /** Sends bytes that are no frame, in the greeting. */
    void bytes(byte[] bytes) throws IOException {
        out.put(bytes);
        flush();
    }

    /** Sends a whole command, as it is. */
    void command(byte[] body) throws IOException {
        if (sealing != null) {
            begin(sealing, Sealing.COMMAND, body.length);
            put(body, 0, body.length);
            return;
        }
        header(FrameReader.COMMAND, body.length);
        copy(body, 0, body.length);
    }

    /** Begins a frame; as many bytes as it is long must be put next. */
    void frame(boolean more, long length) throws IOException {
        if (left != 0) {
            throw new IllegalStateException(left + " bytes are missing in a frame");
        }
        if (sealing == null) {
            left = length;
            header(more ? FrameReader.MORE : 0, length);
        } else {
            begin(sealing, more ? Sealing.MORE : 0, length);
        }
    }

    private void begin(Sealing by, int flags, long length) throws IOException {
        if (length > Integer.MAX_VALUE - 64) {
            throw new MessageTooLargeException("a frame of " + length + " bytes is too large to be encrypted");
        }
        int room = (int) length + by.overhead();
        if (sealed.length < room) {
            sealed = new byte[room];
        }
        left = length;
        sealedFlags = flags;
        sealedLength = 0;
        if (length == 0) {
            seal(by);
        }
    }

    /** Adds to a frame. */
    void put(byte[] bytes, int offset, int length) throws IOException {
        if (sealing != null && left > 0) {
            System.arraycopy(bytes, offset, sealed, sealing.offset() + sealedLength, length);
            sealedPut(sealing, length);
            return;
        }
        left -= length;
        copy(bytes, offset, length);
    }

    private void copy(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, room());
            out.put(bytes, offset + done, count);
            done += count;
        }
    }

    /** Adds what remains in a buffer to a frame; the buffer stays as it is. */
    void put(ByteBuffer bytes) throws IOException {
        int length = bytes.remaining();
        if (sealing != null && left > 0) {
            bytes.get(bytes.position(), sealed, sealing.offset() + sealedLength, length);
            sealedPut(sealing, length);
            return;
        }
        left -= length;
        if (bytes.isDirect() && length >= gathered) {
            flush();
            write(bytes.duplicate());
            return;
        }
        int done = 0;
        while (done < length) {
            int count = Math.min(length - done, room());
            out.put(out.position(), bytes, bytes.position() + done, count);
            out.position(out.position() + count);
            done += count;
        }
    }

    private void sealedPut(Sealing by, int length) throws IOException {
        sealedLength += length;
        left -= length;
        if (left == 0) {
            seal(by);
        }
    }

    private void seal(Sealing by) throws IOException {
        by.seal(sealedFlags, sealed, sealedLength);
        int length = sealedLength + by.overhead();
        header(0, length);
        copy(sealed, 0, length);
        if (sealed.length > gathered) {
            sealed = new byte[0];
        }
    }

    private void header(int flags, long length) throws IOException {
        if (out.remaining() < LONGEST_HEADER) {
            flush();
        }
        if (length <= LONGEST_SHORT) {
            out.put((byte) flags).put((byte) length);
        } else {
            out.put((byte) (flags | FrameReader.LONG)).putLong(length);
        }
    }

    /** Makes room, and returns how much there is. */
    private int room() throws IOException {
        if (!out.hasRemaining()) {
            if (out.capacity() < gathered) {
                out = ByteBuffer.allocateDirect(gathered).put(out.flip());
            } else {
                flush();
            }
        }
        return out.remaining();
    }

    /** Sends what is gathered. */
    void flush() throws IOException {
        out.flip();
        write(out);
        out.clear();
    }

    private void write(ByteBuffer bytes) throws LostConnectionException {
        try {
            link.write(bytes, patience);
        } catch (IOException e) {
            throw new LostConnectionException("could not send to it: " + e.getMessage(), e);
        }
    }
}
