package io.partd.codecs.compression;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a Blosc buffer begins with.
 *
 * <pre>
 * bytes   content, little-endian
 * 1       2, the version of the format
 * 1       1, the version of the inner codec's format
 * 1       flags: 1 bytes are shuffled, 2 stored as they are, 4 bits are shuffled, 16 blocks are not split;
 *         the inner codec in bits 5 to 7
 * 1       how many bytes an element has
 * 4       length of the piece
 * 4       length of its blocks, but for the last
 * 4       length of the buffer, these 16 bytes included
 * </pre>
 *
 * <p>Unless stored as it is, the piece follows in blocks, and before them a table of 4 bytes for each, which say where
 * it begins. A block is one part, or as many as an element has bytes: a length of 4 bytes, then so many compressed
 * bytes, or the part as it is if it is as long as that.
 */
record BloscHeader(int flags, int typesize, int length, int blocksize) {

    static final int BYTES = 16;

    private static final int VERSION = 2;
    private static final int CODEC_VERSION = 1;
    private static final int BYTES_SHUFFLED = 1;
    private static final int STORED = 2;
    private static final int BITS_SHUFFLED = 4;
    private static final int RESERVED = 8;
    private static final int NOT_SPLIT = 16;
    private static final int CODEC_SHIFT = 5;

    private static final int MOST_SPLITS = 16;
    private static final int SHORTEST_SPLIT = 128;

    /** Returns the header of a piece that is stored as it is. */
    static BloscHeader stored(BloscShuffle shuffle, int typesize, int length) {
        return new BloscHeader(flags(shuffle) | STORED, typesize, length, length);
    }

    /** Returns the header of a piece in blocks. */
    static BloscHeader compressed(BloscShuffle shuffle, int typesize, int length, int blocksize) {
        return new BloscHeader(flags(shuffle), typesize, length, blocksize);
    }

    private static int flags(BloscShuffle shuffle) {
        int codec = BloscCodec.NUMBERED.indexOf(BloscCodec.LZ4) << CODEC_SHIFT;
        return switch (shuffle) {
            case NONE -> codec;
            case BYTES -> codec | BYTES_SHUFFLED;
            case BITS -> codec | BITS_SHUFFLED;
        };
    }

    /** Writes the header at the start of a buffer of so many bytes. */
    void put(byte[] out, int total) {
        ByteBuffer.wrap(out)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put((byte) VERSION)
                .put((byte) CODEC_VERSION)
                .put((byte) flags)
                .put((byte) typesize)
                .putInt(length)
                .putInt(blocksize)
                .putInt(total);
    }

    /** Reads the header of a buffer, and checks all that can be checked without more of it. */
    static BloscHeader of(byte[] payload) throws IOException {
        if (payload.length < BYTES) {
            throw new IOException("blosc buffer is cut off in its header, after " + payload.length + " bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(payload).order(ByteOrder.LITTLE_ENDIAN);
        int version = in.get();
        if (version != VERSION) {
            throw new IOException("no blosc buffer of version " + VERSION + ": it begins with " + (version & 0xFF));
        }
        int codecVersion = in.get();
        if (codecVersion != CODEC_VERSION) {
            throw new IOException("blosc buffer's inner codec is of version " + (codecVersion & 0xFF) + "; known is 1");
        }
        int flags = in.get() & 0xFF;
        BloscHeader header = new BloscHeader(flags, in.get() & 0xFF, in.getInt(), in.getInt());
        header.check(in.getInt(), payload.length);
        return header;
    }

    private void check(int total, int actual) throws IOException {
        if (total != actual) {
            throw new IOException("blosc buffer claims " + (total & 0xFFFF_FFFFL) + " bytes and has " + actual);
        }
        if (length < 0 || typesize == 0) {
            throw new IOException(
                    "no blosc buffer: it claims " + (length & 0xFFFF_FFFFL) + " bytes in elements of " + typesize);
        }
        boolean bothShuffles = (flags & BYTES_SHUFFLED) != 0 && (flags & BITS_SHUFFLED) != 0;
        if (bothShuffles || (flags & RESERVED) != 0 || flags >> CODEC_SHIFT >= BloscCodec.NUMBERED.size()) {
            throw new IOException("no blosc buffer: flags " + flags + " are unknown");
        }
        if (isStored()) {
            if (length != total - BYTES) {
                throw new IOException("no blosc buffer: it stores " + (total - BYTES) + " bytes and claims " + length);
            }
        } else if (length > 0 && (blocksize <= 0 || blocksize > length)) {
            throw new IOException(
                    "no blosc buffer: its blocks of " + (blocksize & 0xFFFF_FFFFL) + " bytes are not in its " + length);
        }
    }

    boolean isStored() {
        return (flags & STORED) != 0;
    }

    BloscShuffle shuffle() {
        if ((flags & BITS_SHUFFLED) != 0) {
            return BloscShuffle.BITS;
        }
        return (flags & BYTES_SHUFFLED) != 0 && typesize > 1 ? BloscShuffle.BYTES : BloscShuffle.NONE;
    }

    BloscCodec codec() {
        return BloscCodec.NUMBERED.get(flags >> CODEC_SHIFT);
    }

    int blocks() {
        return length == 0 ? 0 : (length - 1) / blocksize + 1;
    }

    int blockLength(int block) {
        return Math.min(blocksize, length - block * blocksize);
    }

    /** Returns in how many parts of one length a block is compressed; the last, if shorter, is one part. */
    int splits(int block) {
        boolean split = (flags & NOT_SPLIT) == 0
                && typesize <= MOST_SPLITS
                && blocksize / typesize >= SHORTEST_SPLIT
                && blockLength(block) == blocksize;
        return split ? typesize : 1;
    }
}
