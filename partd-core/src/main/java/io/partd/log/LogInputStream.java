package io.partd.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.Objects;

/**
 * Reads a value as it was when it was opened. Keeps the segments it needs until it is closed. For one thread.
 *
 * <p>Whoever forgets to close it has the segments released once it is unreachable. It may be so, to the JVM, while its
 * last call still reads: each call that reads keeps it reachable to its end.
 */
final class LogInputStream extends InputStream {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final byte[] NONE = {};

    private final ValueReader reader;
    private final Cleaner.Cleanable cleanable;

    /** A piece that has been read in part. */
    private byte[] piece = NONE;

    private int position;
    private int end;
    private boolean closed;

    /**
     * Makes a stream.
     *
     * @param segments a set that is retained for the stream, which releases it
     */
    LogInputStream(ValueReader reader, SegmentSet segments) {
        this.reader = reader;
        cleanable = CLEANER.register(this, segments::release);
    }

    @Override
    public int read() throws IOException {
        try {
            return fill() ? piece[position++] & 0xff : -1;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        requireOpen();
        try {
            return readPieces(target, offset, count);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private int readPieces(byte[] target, int offset, int count) throws IOException {
        int done = 0;
        while (done < count) {
            if (position < end) {
                int part = Math.min(count - done, end - position);
                System.arraycopy(piece, position, target, offset + done, part);
                position += part;
                done += part;
            } else {
                int next = reader.nextLength();
                if (next == 0) {
                    return done == 0 ? -1 : done;
                }
                if (next <= count - done) {
                    reader.read(target, offset + done);
                    done += next;
                } else if (done == 0 || next <= Format.LARGEST_PIECE / 8) {
                    fill();
                } else {
                    return done;
                }
            }
        }
        return done;
    }

    @Override
    public long transferTo(OutputStream out) throws IOException {
        requireOpen();
        byte[] block = new byte[Format.LARGEST_PIECE];
        long sum = 0;
        for (int count = read(block, 0, block.length); count > 0; count = read(block, 0, block.length)) {
            out.write(block, 0, count);
            sum += count;
        }
        return sum;
    }

    @Override
    public long skip(long count) throws IOException {
        requireOpen();
        try {
            return skipPieces(count);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private long skipPieces(long count) throws IOException {
        long skipped = 0;
        while (skipped < count) {
            if (position < end) {
                int part = (int) Math.min(count - skipped, end - position);
                position += part;
                skipped += part;
            } else {
                int next = reader.nextLength();
                if (next == 0) {
                    return skipped;
                }
                if (next <= count - skipped) {
                    reader.skip();
                    skipped += next;
                } else {
                    fill();
                }
            }
        }
        return skipped;
    }

    @Override
    public int available() throws IOException {
        requireOpen();
        return (int) Math.min(reader.left() + end - position, Integer.MAX_VALUE);
    }

    /** Makes sure that there is something in the piece; tells whether there is. */
    private boolean fill() throws IOException {
        requireOpen();
        if (position < end) {
            return true;
        }
        int next = reader.nextLength();
        if (next == 0) {
            return false;
        }
        if (piece.length < next) {
            piece = new byte[Math.max(next, Math.min(2 * piece.length, Format.LARGEST_PIECE))];
        }
        end = 0;
        position = 0;
        reader.read(piece, 0);
        end = next;
        return true;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the stream is closed");
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            cleanable.clean();
        }
    }
}
