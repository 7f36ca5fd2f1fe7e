package io.partd.codec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads decoded frames as one stream of bytes. It holds one frame at a time. */
final class DecodedInputStream extends InputStream {

    private static final byte[] NOTHING = {};

    private final Frames frames;
    private final ByteCodec codec;
    private byte[] piece = NOTHING;
    private int position;

    DecodedInputStream(Frames frames, ByteCodec codec) {
        this.frames = frames;
        this.codec = codec;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int count) throws IOException {
        Objects.checkFromIndexSize(offset, count, target.length);
        if (count == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int ready = Math.min(count, piece.length - position);
        System.arraycopy(piece, position, target, offset, ready);
        position += ready;
        return ready;
    }

    @Override
    public int available() {
        return piece.length - position;
    }

    @Override
    public void close() throws IOException {
        piece = NOTHING;
        position = 0;
        frames.close();
    }

    /** Decodes the next frame if the current one is used up; returns false at the end of the value. */
    private boolean fill() throws IOException {
        while (position == piece.length) {
            piece = NOTHING;
            position = 0;
            byte[] next = frames.next(codec::decode);
            if (next == null) {
                return false;
            }
            piece = next;
        }
        return true;
    }
}
