package io.partd.parquet.compression;

import io.partd.CorruptDataException;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;

/** Pages as LZ4 blocks, {@code LZ4_RAW}. */
final class Lz4Pages implements PageCodec {

    private static final int RATIO = 256;

    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final LZ4Compressor compressor = LZ4Factory.fastestInstance().fastCompressor();

    @Override
    public long atMost(byte[] in, int from, int length) {
        return (long) RATIO * length;
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws CorruptDataException {
        int actual = block(in, from, length, out, 0, size);
        if (actual != size) {
            throw PageCodec.otherSize(actual, size);
        }
    }

    /** Decompresses a block to a place; returns its size. */
    int block(byte[] in, int from, int length, byte[] out, int to, int room) throws CorruptDataException {
        try {
            return decompressor.decompress(in, from, length, out, to, room);
        } catch (LZ4Exception e) {
            throw new CorruptDataException("LZ4 cannot decompress it to " + room + " bytes", e);
        }
    }

    @Override
    public int bound(int length) {
        return compressor.maxCompressedLength(length);
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) {
        return compressor.compress(in, 0, length, out, 0);
    }
}
