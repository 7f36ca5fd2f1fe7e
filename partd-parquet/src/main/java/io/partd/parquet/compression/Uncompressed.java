package io.partd.parquet.compression;

import io.partd.CorruptDataException;

/** Pages as they are. */
final class Uncompressed implements PageCodec {

    @Override
    public long atMost(byte[] in, int from, int length) {
        return length;
    }

    @Override
    public void decompress(byte[] in, int from, int length, byte[] out, int size) throws CorruptDataException {
        if (length != size) {
            throw PageCodec.otherSize(length, size);
        }
        System.arraycopy(in, from, out, 0, size);
    }

    @Override
    public int bound(int length) {
        return length;
    }

    @Override
    public int compress(byte[] in, int length, byte[] out) {
        System.arraycopy(in, 0, out, 0, length);
        return length;
    }
}
