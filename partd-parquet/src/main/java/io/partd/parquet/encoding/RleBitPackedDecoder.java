package io.partd.parquet.encoding;

import io.partd.CorruptDataException;
import java.util.Arrays;

/**
 * Reads {@code RLE}, the hybrid of runs of one value and of bit-packed values, for levels, indices of dictionaries and
 * booleans.
 *
 * @see <a href="https://parquet.apache.org/docs/file-format/data-pages/encodings/">the encodings of Parquet</a>
 */
public final class RleBitPackedDecoder {

    private final byte[] data;
    private final int end;
    private final int width;
    private final long mask;
    private int at;
    private int left;
    private boolean packed;
    private int value;
    private long bit;

    /**
     * Begins to read.
     *
     * @param width bits of a value, 0 to 32
     */
    public RleBitPackedDecoder(byte[] data, int from, int end, int width) throws CorruptDataException {
        if (width < 0 || width > 32) {
            throw new CorruptDataException("values of " + width + " bits; at most 32 are possible");
        }
        this.data = data;
        this.at = from;
        this.end = end;
        this.width = width;
        this.mask = (1L << width) - 1;
    }

    /** Begins to read values that have their length before them. */
    public static RleBitPackedDecoder withLength(byte[] data, int from, int end, int width)
            throws CorruptDataException {
        return new RleBitPackedDecoder(data, from + Integer.BYTES, LittleEndian.endOf(data, from, end), width);
    }

    /** Begins to read indices of a dictionary, of which the first byte is the width; no bytes have no indices. */
    public static RleBitPackedDecoder ofIndices(byte[] data, int from, int end) throws CorruptDataException {
        int begin = Math.min(from + 1, end);
        return new RleBitPackedDecoder(data, begin, end, begin > from ? data[from] & 0xFF : 0);
    }

    /** If a run of one value is next, takes up to {@code most} of it if it is of {@code wanted}; returns how many. */
    public int takeRun(int wanted, int most) throws CorruptDataException {
        if (left == 0) {
            beginRun();
        }
        if (packed || value != wanted) {
            return 0;
        }
        int taken = Math.min(left, most);
        left -= taken;
        return taken;
    }

    /** Reads values. */
    public void read(int[] out, int from, int count) throws CorruptDataException {
        int to = from;
        int stop = from + count;
        while (to < stop) {
            if (left == 0) {
                beginRun();
            }
            int taken = Math.min(left, stop - to);
            if (packed) {
                unpack(out, to, taken);
            } else {
                Arrays.fill(out, to, to + taken, value);
            }
            left -= taken;
            to += taken;
        }
    }

    /** Reads values that fit in a byte. */
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        int to = from;
        int stop = from + count;
        while (to < stop) {
            if (left == 0) {
                beginRun();
            }
            int taken = Math.min(left, stop - to);
            if (packed) {
                for (int i = 0; i < taken; i++) {
                    out[to + i] = (byte) ((LittleEndian.getLong(data, (int) (bit >>> 3)) >>> (bit & 7)) & mask);
                    bit += width;
                }
            } else {
                Arrays.fill(out, to, to + taken, (byte) value);
            }
            left -= taken;
            to += taken;
        }
    }

    private void unpack(int[] out, int from, int count) {
        long position = bit;
        int step = width;
        long bits = mask;
        for (int i = from; i < from + count; i++) {
            out[i] = (int) ((LittleEndian.getLong(data, (int) (position >>> 3)) >>> (position & 7)) & bits);
            position += step;
        }
        bit = position;
    }

    private void beginRun() throws CorruptDataException {
        long header = readHeader();
        long length = header >>> 1;
        packed = (header & 1) != 0;
        if (packed) {
            bit = 8L * at;
            // The last group of eight may be cut off where no value is.
            long there = width == 0 ? Integer.MAX_VALUE : 8L * (end - at) / width;
            left = (int) Math.min(Math.min(8 * length, Integer.MAX_VALUE), there);
            at = (int) Math.min(end, at + length * width);
        } else {
            int size = (width + 7) / 8;
            if (end - at < size) {
                throw new CorruptDataException("run-length encoded values end within a run");
            }
            value = (int) (LittleEndian.getLong(data, at) & ((1L << (8 * size)) - 1));
            at += size;
            left = (int) Math.min(length, Integer.MAX_VALUE);
            if ((value & mask) != (value & 0xFFFFFFFFL)) {
                throw new CorruptDataException("a run of " + value + ", which is more than " + width + " bits");
            }
        }
        if (left == 0) {
            throw new CorruptDataException("a run of no value");
        }
    }

    private long readHeader() throws CorruptDataException {
        long header = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            if (at >= end) {
                throw new CorruptDataException("run-length encoded values end too early");
            }
            byte next = data[at++];
            header |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return header;
            }
        }
        throw new CorruptDataException("the length of a run has more than 5 bytes");
    }
}
