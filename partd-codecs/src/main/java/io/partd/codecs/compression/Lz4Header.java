package io.partd.codecs.compression;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * What an LZ4 frame begins with.
 *
 * <pre>
 * bytes   content, little-endian
 * 4       0x184D2204
 * 1       flags: version 01 in the two highest bits, then those below
 * 1       4, 5, 6, 7 in bits 4 to 6: blocks of up to 64 KiB, 256 KiB, 1 MiB, 4 MiB
 * 8       length of the piece, if there is such a flag
 * 1       the second byte of the XXH32 of the flags, and what follows them
 * </pre>
 */
record Lz4Header(boolean independent, boolean blockChecksums, boolean contentChecksum, int largestBlock, long length) {

    /** How long the longest is, in bytes. */
    static final int LONGEST = 15;

    /** The length of a frame that does not say it. */
    static final long UNKNOWN = -1;

    private static final XXHash32 XXHASH = XXHashFactory.fastestInstance().hash32();
    private static final int MAGIC = 0x184D2204;
    private static final int MAGIC_BYTES = 4;
    private static final int VERSION = 0x40;
    private static final int VERSION_MASK = 0xC0;
    private static final int INDEPENDENT = 0x20;
    private static final int BLOCK_CHECKSUMS = 0x10;
    private static final int LENGTH = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int RESERVED = 0x02;
    private static final int DICTIONARY = 0x01;
    private static final int RESERVED_SIZES = 0x8F;
    private static final int SMALLEST_SIZE = 4;
    private static final int LARGEST_SIZE = 7;

    /** Adds the header of a frame as we write it. */
    static void put(ByteBuffer out, long length) {
        int size = SMALLEST_SIZE;
        while (size < LARGEST_SIZE && largestBlock(size) < length) {
            size++;
        }
        out.putInt(MAGIC);
        int from = out.position();
        out.put((byte) (VERSION | INDEPENDENT | LENGTH | CONTENT_CHECKSUM))
                .put((byte) (size << 4))
                .putLong(length)
                .put(checksum(out, from));
    }

    /** Takes a header off a frame. */
    static Lz4Header take(ByteBuffer in) throws IOException {
        try {
            if (in.getInt() != MAGIC) {
                throw new IOException("no lz4 frame: it begins with other bytes than 04 22 4d 18");
            }
            int flags = in.get();
            int sizes = in.get();
            int size = sizes >> 4;
            requireKnown(flags, sizes);
            long length = (flags & LENGTH) == 0 ? UNKNOWN : in.getLong();
            byte checksum = checksum(in, MAGIC_BYTES);
            if (in.get() != checksum) {
                throw new IOException("no lz4 frame: the checksum of its header is wrong");
            }
            if ((flags & LENGTH) != 0 && length < 0) {
                throw new IOException("no lz4 frame: it claims " + Long.toUnsignedString(length) + " bytes");
            }
            return new Lz4Header(
                    (flags & INDEPENDENT) != 0,
                    (flags & BLOCK_CHECKSUMS) != 0,
                    (flags & CONTENT_CHECKSUM) != 0,
                    largestBlock(size),
                    length);
        } catch (BufferUnderflowException e) {
            throw new IOException("lz4 frame is cut off in its header, after " + in.limit() + " bytes", e);
        }
    }

    private static void requireKnown(int flags, int sizes) throws IOException {
        if ((flags & VERSION_MASK) != VERSION || (flags & RESERVED) != 0) {
            throw new IOException("no lz4 frame of version 1: its flags are " + (flags & 0xFF));
        }
        if ((flags & DICTIONARY) != 0) {
            throw new IOException("lz4 frame needs a dictionary, which partd does not use");
        }
        if ((sizes & RESERVED_SIZES) != 0 || sizes >> 4 < SMALLEST_SIZE) {
            throw new IOException("no lz4 frame: it has no such size of blocks as " + (sizes & 0xFF));
        }
    }

    private static int largestBlock(int size) {
        return 1 << (8 + 2 * size);
    }

    private static byte checksum(ByteBuffer frame, int from) {
        return (byte) (XXHASH.hash(frame, from, frame.position() - from, 0) >> 8);
    }
}
