package io.partd.cli.shuffle;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Recognises and unpacks gzip (RFC 1952), members one after the other included. */
final class Gzip {

    /** How many bytes it takes to recognise gzip. */
    static final int MAGIC_LENGTH = 2;

    private static final int BUFFER = 64 << 10;

    private Gzip() {}

    static boolean startsWithMagic(ByteBuffer start) {
        return start.remaining() >= MAGIC_LENGTH
                && start.get(start.position()) == (byte) 0x1f
                && start.get(start.position() + 1) == (byte) 0x8b;
    }

    /** Returns the unpacked bytes; reading them throws an IOException that names the source if they are damaged. */
    static InputStream unpack(InputStream packed, String name) throws IOException {
        InputStream unpacked = new GZIPInputStream(new Insistent(new BufferedInputStream(packed, BUFFER)), BUFFER);
        return new FilterInputStream(unpacked) {
            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                try {
                    return super.read(bytes, offset, length);
                } catch (EOFException e) {
                    throw new IOException(name + ": the gzip data ends too early", e);
                } catch (ZipException e) {
                    throw new IOException(name + ": the gzip data is damaged: " + e.getMessage(), e);
                }
            }
        };
    }

    /**
     * GZIPInputStream takes {@code available() == 0} for the end of the data and would leave out the members that a
     * pipe has not delivered yet; here it is 0 only at the real end.
     */
    private static final class Insistent extends FilterInputStream {

        Insistent(InputStream in) {
            super(in);
        }

        @Override
        public int available() throws IOException {
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0 ? 0 : Math.max(1, in.available());
        }
    }
}
