package io.partd.arrow.ipc;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Decompresses LZ4 frames. Blocks may refer to the 64 KiB before them, as Arrow C++ writes them by default. lz4-java
 * decompresses blocks, and no such ones; Commons Compress does, at a hundredth of its speed. So the bytes before a
 * block are put into it, as the first of its literals.
 */
final class Lz4Frame {

    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash32 XXHASH = XXHashFactory.fastestInstance().hash32();

    private static final int MAGIC = 0x184D2204;
    private static final int INDEPENDENT = 0x20;
    private static final int BLOCK_CHECKSUMS = 0x10;
    private static final int LENGTH = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;

    /** Version 1, without a dictionary. */
    private static final int KNOWN_FLAGS = 0x40;

    private static final int STORED = 1 << 31;
    private static final int WINDOW = 64 << 10;
    private static final int LONG_RUN = 15;

    private final byte[] frame;
    private final ByteBuffer in;
    private final byte[] out;
    private int filled;

    private Lz4Frame(byte[] frame, int length) {
        this.frame = frame;
        in = ByteBuffer.wrap(frame).order(ByteOrder.LITTLE_ENDIAN);
        out = new byte[length];
    }

    /**
     * Decompresses a frame, after which nothing follows.
     *
     * @param length what it must become, in bytes
     */
    static byte[] decompress(byte[] frame, int length) throws IOException {
        try {
            return new Lz4Frame(frame, length).decompress();
        } catch (BufferUnderflowException e) {
            throw new IOException("the LZ4 frame is cut off after " + frame.length + " bytes", e);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            throw new IOException("the LZ4 frame is damaged: " + e.getMessage(), e);
        }
    }

    private byte[] decompress() throws IOException {
        require(in.getInt() == MAGIC, "it is not an LZ4 frame");
        int from = in.position();
        int flags = in.get();
        int sizes = in.get();
        require(
                (flags & 0xC3) == KNOWN_FLAGS,
                "the LZ4 frame has the flags " + (flags & 0xFF) + ", which are not known");
        if ((flags & LENGTH) != 0) {
            long claimed = in.getLong();
            require(claimed == out.length, "the LZ4 frame claims " + claimed + " bytes, not " + out.length);
        }
        int checksum = XXHASH.hash(frame, from, in.position() - from, 0) >>> 8;
        require(in.get() == (byte) checksum, "the checksum of the LZ4 frame's header is wrong");
        int largest = 1 << (8 + 2 * ((sizes >> 4) & 7));
        for (int word = in.getInt(); word != 0; word = in.getInt()) {
            block(flags, word, largest);
        }
        require(filled == out.length, "the LZ4 frame becomes " + filled + " bytes, not " + out.length);
        require(
                (flags & CONTENT_CHECKSUM) == 0 || in.getInt() == XXHASH.hash(out, 0, out.length, 0),
                "the checksum of the LZ4 frame is wrong");
        require(!in.hasRemaining(), "the LZ4 frame ends before its last " + in.remaining() + " bytes");
        return out;
    }

    private void block(int flags, int word, int largest) throws IOException {
        int size = word & ~STORED;
        int from = in.position();
        require(size <= largest, "an LZ4 block of " + size + " bytes, where " + largest + " is the longest");
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(from + size);
        require(
                (flags & BLOCK_CHECKSUMS) == 0 || in.getInt() == XXHASH.hash(frame, from, size, 0),
                "the checksum of the LZ4 block at byte " + from + " is wrong");
        int room = Math.min(largest, out.length - filled);
        if (word < 0) {
            require(size <= room, "the LZ4 block at byte " + from + " is too long");
            System.arraycopy(frame, from, out, filled, size);
            filled += size;
        } else if ((flags & INDEPENDENT) != 0 || filled == 0) {
            filled += DECOMPRESSOR.decompress(frame, from, size, out, filled, room);
        } else {
            filled += dependent(from, from + size, room);
        }
    }

    /** Decompresses a block that begins with the bytes before it as literals, and drops these. */
    private int dependent(int from, int end, int room) throws IOException {
        int window = Math.min(WINDOW, filled);
        int at = from;
        int token = frame[at++];
        int literals = (token >> 4) & LONG_RUN;
        if (literals == LONG_RUN) {
            int more;
            do {
                more = frame[at++] & 0xFF;
                literals += more;
            } while (more == 0xFF);
        }
        require(at <= end, "the LZ4 block at byte " + from + " ends in its first literals");
        literals += window;
        byte[] block = new byte[literals / 0xFF + 2 + window + end - at];
        int to = 0;
        block[to++] = (byte) (Math.min(LONG_RUN, literals) << 4 | (token & LONG_RUN));
        if (literals >= LONG_RUN) {
            int left = literals - LONG_RUN;
            for (; left >= 0xFF; left -= 0xFF) {
                block[to++] = (byte) 0xFF;
            }
            block[to++] = (byte) left;
        }
        System.arraycopy(out, filled - window, block, to, window);
        System.arraycopy(frame, at, block, to + window, end - at);
        byte[] bytes = new byte[window + room];
        int length = DECOMPRESSOR.decompress(block, 0, to + window + end - at, bytes, 0, bytes.length) - window;
        System.arraycopy(bytes, window, out, filled, length);
        return length;
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }
}
