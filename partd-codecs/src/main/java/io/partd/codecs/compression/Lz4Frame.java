package io.partd.codecs.compression;

import io.partd.codec.SizeLimit;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Reads an LZ4 frame: a header, blocks, four zero bytes, and a checksum if the header says so. A block is its length,
 * of which the highest bit says that it is stored as it is, its bytes, and a checksum if the header says so.
 */
final class Lz4Frame {

    /** Marks the length of a block that is not compressed. */
    static final int STORED = 1 << 31;

    private static final XXHash32 XXHASH = XXHashFactory.fastestInstance().hash32();
    private static final LZ4SafeDecompressor DECOMPRESSOR =
            LZ4Factory.fastestInstance().safeDecompressor();
    private static final int WORD = 4;

    /** A match is as long as its last bytes say, 255 each. */
    private static final int BEST_RATIO = 256;

    private final byte[] payload;
    private final ByteBuffer in;
    private final SizeLimit limit;

    Lz4Frame(byte[] payload, SizeLimit limit) {
        this.payload = payload;
        in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        this.limit = limit;
    }

    byte[] piece() throws IOException {
        Lz4Header header = Lz4Header.take(in);
        int blocks = in.position();
        long length = header.length() == Lz4Header.UNKNOWN ? length(header) : header.length();
        byte[] piece = new byte[limit.check(length, in.limit(), BEST_RATIO)];
        in.position(blocks);
        int filled = 0;
        for (int word = word(); word != 0; word = word()) {
            filled += decode(header, word, piece, filled);
        }
        if (filled != piece.length) {
            throw new IOException("no lz4 frame: it claims " + piece.length + " bytes and has " + filled);
        }
        if (header.contentChecksum() && word() != XXHASH.hash(piece, 0, piece.length, 0)) {
            throw new IOException("lz4 frame is damaged: the checksum of its content is wrong");
        }
        if (in.hasRemaining()) {
            throw new IOException("lz4 frame ends after " + in.position() + " of " + in.limit() + " bytes");
        }
        return piece;
    }

    /** Adds up how long the blocks become, without decoding them. */
    private long length(Lz4Header header) throws IOException {
        long length = 0;
        for (int word = word(); word != 0; word = word()) {
            int size = size(header, word);
            length += word < 0 ? size : Lz4Block.length(payload, in.position(), in.position() + size);
            in.position(in.position() + size + (header.blockChecksums() ? WORD : 0));
        }
        return length;
    }

    private int decode(Lz4Header header, int word, byte[] piece, int at) throws IOException {
        int size = size(header, word);
        int from = in.position();
        in.position(from + size);
        if (header.blockChecksums() && word() != XXHASH.hash(payload, from, size, 0)) {
            throw new IOException("lz4 frame is damaged: the checksum of the block at byte " + from + " is wrong");
        }
        int room = Math.min(header.largestBlock(), piece.length - at);
        if (word < 0) {
            if (size > room) {
                throw new IOException("no lz4 frame: the block at byte " + from + " is longer than it claims");
            }
            System.arraycopy(payload, from, piece, at, size);
            return size;
        }
        if (!header.independent() && at > 0) {
            return Lz4Block.decode(payload, from, from + size, piece, at, at + room);
        }
        return DECOMPRESSOR.decompress(payload, from, size, piece, at, room);
    }

    /** Returns how many bytes a block has, all of which there are, its checksum included. */
    private int size(Lz4Header header, int word) throws IOException {
        int size = word & ~STORED;
        int needed = header.blockChecksums() ? WORD : 0;
        if (size > header.largestBlock()) {
            throw new IOException(
                    "no lz4 frame: a block of " + size + " bytes, where " + header.largestBlock() + " is the longest");
        }
        if (size + needed > in.remaining()) {
            throw new IOException("lz4 frame is cut off after " + in.limit() + " bytes, in a block of " + size);
        }
        return size;
    }

    private int word() throws IOException {
        if (in.remaining() < WORD) {
            throw new IOException("lz4 frame is cut off after " + in.limit() + " bytes");
        }
        return in.getInt();
    }
}
