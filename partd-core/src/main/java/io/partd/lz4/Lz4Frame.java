package io.partd.lz4;

import io.partd.codec.SizeLimit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads and writes an LZ4 frame: a header, blocks, four zero bytes, and a checksum if the header says so. A block is
 * its length, of which the highest bit says that it is stored as it is, its bytes, and a checksum if the header says
 * so.
 *
 * <pre>
 * bytes   content of the header, little-endian
 * 4       0x184D2204
 * 1       flags: version 01 in the two highest bits, then those below
 * 1       4, 5, 6, 7 in bits 4 to 6: blocks of up to 64 KiB, 256 KiB, 1 MiB, 4 MiB
 * 8       length of the piece, if there is such a flag
 * 1       the second byte of the XXH32 of the flags, and what follows them
 * </pre>
 *
 * <p>Blocks may refer to the 64 KiB before them, as Python's {@code lz4.frame} and Arrow C++ write them by default.
 * lz4-java decompresses no such blocks; Commons Compress does, at a hundredth of its speed. So the bytes before a block
 * are put into it, as the first of its literals.
 *
 * <pre>{@code
 * byte[] frame = HexFormat.of().parseHex("04224d18604082050000806369646572" + "00000000");
 * byte[] piece = Lz4Frame.decompress(frame, SizeLimit.DEFAULT);
 * }</pre>
 */
public final class Lz4Frame {

    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final XXHash32 XXHASH = XXHashFactory.fastestInstance().hash32();

    private static final int MAGIC = 0x184D2204;
    private static final int INDEPENDENT = 0x20;
    private static final int BLOCK_CHECKSUMS = 0x10;
    private static final int LENGTH = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;

    private static final int DICTIONARY = 0x01;
    private static final int VERSION_MASK = 0xC2;
    private static final int VERSION = 0x40;
    private static final int RESERVED_SIZES = 0x8F;
    private static final int SMALLEST_SIZE = 0x40;

    /** A match is as long as its last bytes say, 255 each. */
    private static final int BEST_RATIO = 256;

    private static final int STORED = 1 << 31;
    private static final int WINDOW = 64 << 10;
    private static final int FIRST_STRONG = 3;
    private static final int LONG_RUN = 15;

    private final byte[] payload;
    private final ByteBuffer in;
    private final SizeLimit limit;
    private int largest;
    private boolean hasLength;
    private byte[] piece;
    private int filled;

    private Lz4Frame(byte[] payload, SizeLimit limit, byte[] piece, boolean hasLength) {
        this.payload = payload;
        in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        this.limit = limit;
        this.piece = piece;
        this.hasLength = hasLength;
    }

    /** Compresses to a frame of independent blocks, which every reader takes; levels from 3 on compress more. */
    public static byte[] compress(byte[] plain, int level) {
        LZ4Factory lz4 = LZ4Factory.fastestInstance();
        ByteArrayOutputStream frame = new ByteArrayOutputStream(plain.length / 2 + WINDOW);
        try (OutputStream out = new LZ4FrameOutputStream(
                frame,
                LZ4FrameOutputStream.BLOCKSIZE.SIZE_1MB,
                plain.length,
                level < FIRST_STRONG ? lz4.fastCompressor() : lz4.highCompressor(level),
                XXHASH,
                LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE,
                LZ4FrameOutputStream.FLG.Bits.CONTENT_SIZE)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    /** Decompresses a frame, after which nothing follows. */
    public static byte[] decompress(byte[] payload, SizeLimit limit) throws IOException {
        return new Lz4Frame(payload, limit, new byte[0], false).piece();
    }

    /**
     * Decompresses a frame, after which nothing follows.
     *
     * @param length what it must become, in bytes; the caller has found that so many can be
     */
    public static byte[] decompress(byte[] payload, int length) throws IOException {
        return new Lz4Frame(payload, SizeLimit.DEFAULT, new byte[length], true).piece();
    }

    private byte[] piece() throws IOException {
        try {
            return decompressed();
        } catch (BufferUnderflowException e) {
            throw new IOException("lz4 frame is cut off after " + payload.length + " bytes", e);
        } catch (LZ4Exception | IndexOutOfBoundsException e) {
            throw new IOException("no lz4 frame: " + e.getMessage(), e);
        }
    }

    private byte[] decompressed() throws IOException {
        require(in.getInt() == MAGIC, "no lz4 frame: it begins with other bytes than 04 22 4d 18");
        int flags = in.get();
        int sizes = in.get();
        require((flags & VERSION_MASK) == VERSION, "no lz4 frame of version 1: its flags are " + (flags & 0xFF));
        require((flags & DICTIONARY) == 0, "lz4 frame needs a dictionary, which partd does not use");
        require(
                (sizes & RESERVED_SIZES) == 0 && sizes >= SMALLEST_SIZE,
                "no lz4 frame: it has no such size of blocks as " + (sizes & 0xFF));
        largest = 1 << (8 + (sizes >> 3));
        if ((flags & LENGTH) != 0) {
            long claimed = in.getLong();
            require(
                    !hasLength || claimed == piece.length,
                    "no lz4 frame of " + piece.length + " bytes: it claims " + claimed);
            piece = hasLength ? piece : new byte[limit.check(claimed, payload.length, BEST_RATIO)];
            hasLength = true;
        } else if (!hasLength) {
            piece = limit.allocate(4L * payload.length);
        }
        int checksum = XXHASH.hash(payload, Integer.BYTES, in.position() - Integer.BYTES, 0) >>> 8;
        require(in.get() == (byte) checksum, "no lz4 frame: the checksum of its header is wrong");
        for (int word = in.getInt(); word != 0; word = in.getInt()) {
            block(flags, word);
        }
        byte[] whole = hasLength ? piece : limit.trim(piece, filled);
        require(filled == whole.length, "no lz4 frame of " + whole.length + " bytes: it has " + filled);
        require(
                (flags & CONTENT_CHECKSUM) == 0 || in.getInt() == XXHASH.hash(whole, 0, filled, 0),
                "lz4 frame is damaged: the checksum of its content is wrong");
        require(!in.hasRemaining(), "lz4 frame ends after " + in.position() + " of " + in.limit() + " bytes");
        return whole;
    }

    private void block(int flags, int word) throws IOException {
        int size = word & ~STORED;
        int from = in.position();
        require(size <= largest, "no lz4 frame: a block of " + size + " bytes, where " + largest + " is the longest");
        if (size > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(from + size);
        require(
                (flags & BLOCK_CHECKSUMS) == 0 || in.getInt() == XXHASH.hash(payload, from, size, 0),
                "lz4 frame is damaged: the checksum of the block at byte " + from + " is wrong");
        boolean alone = (flags & INDEPENDENT) != 0 || filled == 0;
        if (word < 0) {
            put(payload, from, size);
        } else if (hasLength && alone) {
            filled += DECOMPRESSOR.decompress(
                    payload, from, size, piece, filled, Math.min(largest, piece.length - filled));
        } else {
            dependent(from, from + size, alone ? 0 : Math.min(WINDOW, filled));
        }
    }

    private void put(byte[] bytes, int from, int length) throws IOException {
        while (!hasLength && length > piece.length - filled) {
            piece = limit.grow(piece);
        }
        require(length <= piece.length - filled, "no lz4 frame: it has more than the bytes that it claims");
        System.arraycopy(bytes, from, piece, filled, length);
        filled += length;
    }

    /** Decompresses a block that begins with the bytes before it as literals, and drops these. */
    private void dependent(int from, int end, int window) throws IOException {
        int at = from;
        int token = payload[at++];
        int literals = (token >> 4) & LONG_RUN;
        if (literals == LONG_RUN) {
            int more;
            do {
                more = payload[at++] & 0xFF;
                literals += more;
            } while (more == 0xFF);
        }
        require(at <= end, "no lz4 frame: the block at byte " + from + " ends in its first literals");
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
        System.arraycopy(piece, filled - window, block, to, window);
        System.arraycopy(payload, at, block, to + window, end - at);
        int room = hasLength ? Math.min(largest, piece.length - filled) : largest;
        long most = Math.min(room, (long) BEST_RATIO * (end - from));
        byte[] bytes = new byte[window + (int) most];
        int length = DECOMPRESSOR.decompress(block, 0, to + window + end - at, bytes, 0, bytes.length) - window;
        put(bytes, window, length);
    }

    private static void require(boolean condition, String otherwise) throws IOException {
        if (!condition) {
            throw new IOException(otherwise);
        }
    }
}
