package io.partd.log;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.util.Objects;

/**
 * Reads a value as it was when the stream was opened, and retains the segments until it is closed. For one thread, but
 * any thread may close it: a call that reads then completes, and the next one throws.
 *
 * <p>A {@link Cleaner} releases the segments of a stream that nobody closed.
 */
final class LogInputStream extends InputStream {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final byte[] NONE = {};

    private final ValueReader reader;
    private final LentBytes.Loan loan;
    private final Cleaner.Cleanable cleanable;

    /** The piece that was read in part. */
    private byte[] piece = NONE;

    private int position;
    private int end;

    /**
     * Makes a stream.
     *
     * @param segments a retained set, which the stream releases
     */
    LogInputStream(ValueReader reader, SegmentSet segments) {
        this.reader = reader;
        loan = new LentBytes.Loan(segments);
        cleanable = CLEANER.register(this, loan::end);
    }

    @Override
    public int read() throws IOException {
        requireOpen();
        if (position == end) {
            enter();
            try {
                fill();
            } finally {
                loan.exit();
            }
        }
        return position < end ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        enter();
        try {
            return readPieces(target, offset, count);
        } finally {
            loan.exit();
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
                } else if (done == 0 || next <= Format.MAX_PIECE / 8) {
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
        byte[] block = new byte[Format.MAX_PIECE];
        long sum = 0;
        for (int count = read(block, 0, block.length); count > 0; count = read(block, 0, block.length)) {
            out.write(block, 0, count);
            sum += count;
        }
        return sum;
    }

    @Override
    public long skip(long count) throws IOException {
        enter();
        try {
            return skipPieces(count);
        } finally {
            loan.exit();
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

    /** Reads the next piece into the block, if there is one. */
    private void fill() throws IOException {
        int next = reader.nextLength();
        if (next == 0) {
            return;
        }
        if (piece.length < next) {
            piece = new byte[Math.max(next, Math.min(2 * piece.length, Format.MAX_PIECE))];
        }
        end = 0;
        position = 0;
        reader.read(piece, 0);
        end = next;
    }

    private void requireOpen() throws IOException {
        if (loan.isEnded()) {
            throw closed();
        }
    }

    private void enter() throws IOException {
        if (!loan.enter()) {
            throw closed();
        }
    }

    private static IOException closed() {
        return new IOException("the stream is closed");
    }

    @Override
    public void close() {
        cleanable.clean();
    }
}
