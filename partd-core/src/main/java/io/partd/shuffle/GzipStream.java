package io.partd.shuffle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks gzip (RFC 1952), members one after the other included; zeros may follow the last one. What is damaged, cut
 * short or followed by anything else is an error. (The JDK's GZIPInputStream leaves out members that a pipe has not
 * delivered yet, and a last one whose header is cut short.)
 */
final class GzipStream extends InputStream {

    private static final int FIRST_MAGIC = 0x1f;
    private static final int SECOND_MAGIC = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int BUFFER = 64 << 10;

    private final InputStream packed;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private boolean ended;

    /** Reads the first member's header. */
    GzipStream(InputStream packed) throws IOException {
        this.packed = packed;
        readHeader();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        while (!ended && length > 0) {
            int count = inflate(bytes, offset, length);
            if (count > 0) {
                crc.update(bytes, offset, count);
                return count;
            }
            if (inflater.finished()) {
                at = end - inflater.getRemaining();
                readTrailer();
                nextMember();
            } else if (inflater.needsInput()) {
                require(fill());
                inflater.setInput(buffer, 0, end);
            } else {
                throw new IOException("it wants a dictionary");
            }
        }
        return length == 0 ? 0 : -1;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new IOException(String.valueOf(e.getMessage()));
        }
    }

    private void nextMember() throws IOException {
        while (at < end || fill()) {
            if (buffer[at] != 0) {
                inflater.reset();
                readHeader();
                return;
            }
            at++;
        }
        ended = true;
    }

    private void readHeader() throws IOException {
        crc.reset();
        if (next() != FIRST_MAGIC || next() != SECOND_MAGIC) {
            throw new IOException("something else follows it");
        }
        if (next() != DEFLATE) {
            throw new IOException("it is compressed by an unknown method");
        }
        int flags = next();
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(nextShort());
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            int expected = (int) crc.getValue() & 0xffff;
            if (nextShort() != expected) {
                throw new IOException("the checksum of its header is wrong");
            }
        }
        crc.reset();
        inflater.setInput(buffer, at, end - at);
    }

    private void readTrailer() throws IOException {
        long expected = crc.getValue();
        if ((nextShort() | (long) nextShort() << 16) != expected) {
            throw new IOException("its checksum is wrong");
        }
        expected = inflater.getBytesWritten() & 0xffffffffL;
        if ((nextShort() | (long) nextShort() << 16) != expected) {
            throw new IOException("its length is wrong");
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        int last = next();
        while (last != 0) {
            last = next();
        }
    }

    private int nextShort() throws IOException {
        int low = next();
        return low | next() << 8;
    }

    private int next() throws IOException {
        require(at < end || fill());
        crc.update(buffer[at]);
        return buffer[at++] & 0xff;
    }

    /** Reads more packed bytes in place of those that were used; false if there are none left. */
    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, packed.read(buffer));
        return end > 0;
    }

    private void require(boolean more) throws IOException {
        if (!more) {
            throw new EOFException("it ends too early");
        }
    }
}
