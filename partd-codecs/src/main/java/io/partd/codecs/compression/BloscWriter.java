package io.partd.codecs.compression;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;

/** Writes a Blosc buffer with LZ4 inside; see {@link BloscHeader}. */
final class BloscWriter {

    private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();
    private static final int WORD = 4;
    private static final int PART = 32 << 10;
    private static final int SMALLEST_BLOCK = 64 << 10;
    private static final int LARGEST_BLOCK = 512 << 10;
    private static final byte[] NOTHING = {};

    /** Less than this is not worth the table. */
    private static final int SHORTEST = 128;

    private final byte[] bytes;
    private final int typesize;
    private final BloscShuffle shuffle;
    private final BloscHeader header;

    BloscWriter(byte[] bytes, int typesize, BloscShuffle shuffle) {
        this.bytes = bytes;
        this.typesize = typesize;
        this.shuffle = shuffle;
        header = BloscHeader.compressed(shuffle, typesize, bytes.length, blocksize(bytes.length, typesize));
    }

    byte[] buffer() {
        if (bytes.length < SHORTEST) {
            return stored();
        }
        int table = WORD * header.blocks();
        // A finished part is not longer than its input; while it is made it may be.
        int most = BloscHeader.BYTES + table + WORD * header.splits(0) * header.blocks() + bytes.length;
        byte[] out = new byte[Math.addExact(most, COMPRESSOR.maxCompressedLength(header.blocksize()))];
        ByteBuffer words = ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
        byte[] shuffled = header.shuffle() == BloscShuffle.NONE ? NOTHING : new byte[header.blocksize()];
        int at = BloscHeader.BYTES + table;
        for (int block = 0; block < header.blocks(); block++) {
            words.putInt(BloscHeader.BYTES + WORD * block, at);
            int part = header.blockLength(block) / header.splits(block);
            int from = block * header.blocksize();
            byte[] source = bytes;
            if (header.shuffle() != BloscShuffle.NONE) {
                rearrange(from, header.blockLength(block), shuffled);
                source = shuffled;
                from = 0;
            }
            for (int split = 0; split < header.splits(block); split++) {
                int length = encode(source, from + split * part, part, out, at + WORD);
                words.putInt(at, length);
                at += WORD + length;
            }
        }
        if (at >= BloscHeader.BYTES + bytes.length) {
            return stored();
        }
        header.put(out, at);
        return Arrays.copyOf(out, at);
    }

    private byte[] stored() {
        byte[] out = new byte[BloscHeader.BYTES + bytes.length];
        BloscHeader.stored(shuffle, typesize, bytes.length).put(out, out.length);
        System.arraycopy(bytes, 0, out, BloscHeader.BYTES, bytes.length);
        return out;
    }

    private void rearrange(int from, int count, byte[] out) {
        if (header.shuffle() == BloscShuffle.BITS) {
            Transposing.shuffleBits(bytes, from, count, typesize, out, 0);
        } else {
            Transposing.shuffleBytes(bytes, from, count, typesize, out, 0);
        }
    }

    /** Writes one part, as it is where compression makes it no shorter, and returns how many bytes it takes. */
    private static int encode(byte[] in, int from, int count, byte[] out, int at) {
        int length = COMPRESSOR.compress(in, from, count, out, at, out.length - at);
        if (length < count) {
            return length;
        }
        System.arraycopy(in, from, out, at, count);
        return count;
    }

    /** Blocks are whole elements, and no longer than the piece. */
    private static int blocksize(int length, int typesize) {
        int wanted = Math.min(Math.max(PART * typesize, SMALLEST_BLOCK), LARGEST_BLOCK);
        int most = Math.min(wanted, length);
        return most < typesize ? most : most / typesize * typesize;
    }
}
