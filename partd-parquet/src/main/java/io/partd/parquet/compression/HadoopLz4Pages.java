package io.partd.parquet.compression;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Pages of the codec that was named {@code LZ4} before {@code LZ4_RAW}: blocks with their sizes in front, as Hadoop
 * writes them, or one block without, as others have. Only read.
 */
final class HadoopLz4Pages implements PageCodec {

    private static final int HEADER = 8;

    private final Lz4Pages blocks = new Lz4Pages();

    @Override
    public long atMost(byte[] in, int from, int length) {
        return blocks.atMost(in, from, length);
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws IOException {
        if (!decompressFramed(in, ByteBuffer.wrap(in, from, length), out, size)) {
            blocks.decompress(in, from, length, out, size);
        }
    }

    private boolean decompressFramed(byte[] bytes, ByteBuffer in, byte[] out, int size) {
        int to = 0;
        while (in.remaining() >= HEADER) {
            int unpacked = in.getInt();
            int packed = in.getInt();
            if (packed < 0 || packed > in.remaining() || unpacked < 0 || unpacked > size - to) {
                return false;
            }
            try {
                if (blocks.block(bytes, in.position(), packed, out, to, unpacked) != unpacked) {
                    return false;
                }
            } catch (CorruptDataException e) {
                return false; // there are no sizes in front then
            }
            in.position(in.position() + packed);
            to += unpacked;
        }
        return !in.hasRemaining() && to == size;
    }

    @Override
    public int bound(int length) {
        throw new UnsupportedOperationException("LZ4 is written as LZ4_RAW");
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) {
        throw new UnsupportedOperationException("LZ4 is written as LZ4_RAW");
    }
}
