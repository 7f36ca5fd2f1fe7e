package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** The values that indices stand for, all of one width. */
public final class FixedDictionary {

    private static final int STEP = 1024;

    private final int width;
    private final int size;
    private final int[] ints;
    private final long[] longs;
    private final byte[] bytes;

    /** Takes values that lie one after the other. */
    public FixedDictionary(byte[] values, int width, int size) {
        this.width = width;
        this.size = size;
        this.bytes = values;
        ints = new int[width == Integer.BYTES ? size : 0];
        longs = new long[width == Long.BYTES ? size : 0];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = LittleEndian.getInt(values, i * Integer.BYTES);
        }
        for (int i = 0; i < longs.length; i++) {
            longs[i] = LittleEndian.getLong(values, i * Long.BYTES);
        }
    }

    /** Returns how many values there are. */
    public int size() {
        return size;
    }

    /** Returns the values, one after the other. The array is not copied. */
    public byte[] bytes() {
        return bytes;
    }

    /** Begins to read {@code RLE_DICTIONARY} values: indices in this dictionary. */
    public FixedWidthDecoder decoder(byte[] data, int from, int end) throws CorruptDataException {
        RleBitPackedDecoder indices = RleBitPackedDecoder.ofIndices(data, from, end);
        int[] batch = new int[STEP];
        return (out, begin, count) -> {
            int to = begin;
            for (int left = count; left > 0; left -= STEP) {
                int n = Math.min(left, STEP);
                indices.read(batch, 0, n);
                look(batch, n, out, to);
                to += n * width;
            }
        };
    }

    /** Puts the values of indices one after the other. */
    private void look(int[] indices, int count, byte[] out, int from) {
        if (width == Long.BYTES) {
            for (int i = 0; i < count; i++) {
                LittleEndian.putLong(out, from + i * Long.BYTES, longs[indices[i]]);
            }
        } else if (width == Integer.BYTES) {
            for (int i = 0; i < count; i++) {
                LittleEndian.putInt(out, from + i * Integer.BYTES, ints[indices[i]]);
            }
        } else {
            for (int i = 0; i < count; i++) {
                int index = indices[i];
                if (index < 0 || index >= size) {
                    throw new IndexOutOfBoundsException(
                            "the index " + index + " in a dictionary of " + size + " values");
                }
                System.arraycopy(bytes, index * width, out, from + i * width, width);
            }
        }
    }
}
