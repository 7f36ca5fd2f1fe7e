package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/**
 * Reads {@code DELTA_BINARY_PACKED} integers: blocks of differences, in miniblocks that each have their own number of
 * bits. Takes no memory for what a header claims.
 */
public final class DeltaBinaryPackedDecoder {

    private final byte[] data;
    private final int end;
    private final int miniblocks;
    private final long perMiniblock;
    private final long total;
    private int at;
    private long handedOut;
    private long value;
    private long minimum;
    private int widths;
    private int miniblock;
    private long leftInMiniblock;
    private int width;
    private long bit;

    DeltaBinaryPackedDecoder(byte[] data, int from, int end) throws CorruptDataException {
        this.data = data;
        this.at = from;
        this.end = end;
        long block = readVarint();
        long count = readVarint();
        total = readVarint();
        value = zigzag(readVarint());
        if (count <= 0 || count > 1 << 16 || block <= 0 || block > 1L << 31 || block % count != 0 || total < 0) {
            throw new CorruptDataException(
                    "blocks of " + block + " values in " + count + " miniblocks, for " + total + " values");
        }
        miniblocks = (int) count;
        perMiniblock = block / count;
        miniblock = miniblocks;
    }

    /** Begins to read integers of four or eight bytes. */
    public static FixedWidthDecoder ofWidth(byte[] data, int from, int end, int width) throws CorruptDataException {
        DeltaBinaryPackedDecoder integers = new DeltaBinaryPackedDecoder(data, from, end);
        return width == Long.BYTES ? integers::readLongs : integers::readInts;
    }

    private void readLongs(byte[] out, int from, int count) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            LittleEndian.putLong(out, from + i * Long.BYTES, next());
        }
    }

    private void readInts(byte[] out, int from, int count) throws CorruptDataException {
        for (int i = 0; i < count; i++) {
            LittleEndian.putInt(out, from + i * Integer.BYTES, (int) next());
        }
    }

    /** Returns how many integers there are, as they claim. */
    long total() {
        return total;
    }

    /** Returns where they end, which is found without reading them. The decoder is of no use any more. */
    int skipToEnd() throws CorruptDataException {
        long left = total - 1;
        while (left > 0) {
            beginBlock();
            for (int i = 0; i < miniblocks && left > 0; i++) {
                skip((data[widths + i] & 0xFFL) * perMiniblock);
                left -= perMiniblock;
            }
        }
        return at;
    }

    long next() throws CorruptDataException {
        if (handedOut >= total) {
            throw new CorruptDataException("more than the " + total + " integers that there are, are expected");
        }
        if (handedOut++ > 0) {
            if (leftInMiniblock == 0) {
                beginMiniblock();
            }
            leftInMiniblock--;
            value += minimum + bits();
        }
        return value;
    }

    private long bits() {
        if (width == 0) {
            return 0;
        }
        int place = (int) (bit >>> 3);
        int shift = (int) (bit & 7);
        long bits = LittleEndian.getLong(data, place) >>> shift;
        if (shift + width > Long.SIZE) {
            bits |= (data[place + Long.BYTES] & 0xFFL) << (Long.SIZE - shift);
        }
        bit += width;
        return bits & (-1L >>> (Long.SIZE - width));
    }

    private void beginMiniblock() throws CorruptDataException {
        if (miniblock == miniblocks) {
            beginBlock();
            miniblock = 0;
        }
        width = data[widths + miniblock++] & 0xFF;
        if (width > Long.SIZE) {
            throw new CorruptDataException("differences of " + width + " bits; at most 64 are possible");
        }
        bit = 8L * at;
        leftInMiniblock = perMiniblock;
        skip(width * perMiniblock);
    }

    private void beginBlock() throws CorruptDataException {
        minimum = zigzag(readVarint());
        widths = at;
        skip(8L * miniblocks);
    }

    /** The last miniblock may be cut off after its last value. */
    private void skip(long bits) throws CorruptDataException {
        long next = at + (bits + 7) / 8;
        if (at >= end && bits > 0) {
            throw new CorruptDataException("delta-encoded integers end too early");
        }
        at = (int) Math.min(next, end);
    }

    private long readVarint() throws CorruptDataException {
        long result = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                throw new CorruptDataException("delta-encoded integers end too early");
            }
            byte next = data[at++];
            result |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return result;
            }
        }
        throw new CorruptDataException("a number has more than 10 bytes");
    }

    private static long zigzag(long n) {
        return (n >>> 1) ^ -(n & 1);
    }
}
