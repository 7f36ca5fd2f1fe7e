package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.pojo.ArrowType;

/** Reads and writes the indices of dictionary-encoded columns: integers of any width. */
final class DictionaryIndex {

    private DictionaryIndex() {}

    private static long most(ArrowType.Int type) {
        int bits = type.getIsSigned() ? type.getBitWidth() - 1 : type.getBitWidth();
        return bits >= 31 ? Integer.MAX_VALUE : 1L << bits;
    }

    /** Returns a type that has indices for so many values: one as wide, or wider. */
    static ArrowType.Int fitting(ArrowType.Int type, int values) {
        ArrowType.Int wide = type;
        while (most(wide) < values) {
            wide = new ArrowType.Int(2 * wide.getBitWidth(), wide.getIsSigned());
        }
        return wide;
    }

    /**
     * Returns the index of a row that is not null.
     *
     * @throws IllegalArgumentException if the dictionary has no value of that index
     */
    static int get(ArrayData array, int row, int dictionaryLength) {
        ArrowType.Int type = (ArrowType.Int) array.field().getType();
        long index = array.integer(row, type);
        if (index < 0 || index >= dictionaryLength) {
            throw new IllegalArgumentException("column '" + array.field().getName() + "' is damaged: row " + row
                    + " has the index " + Long.toUnsignedString(index) + ", and the dictionary " + dictionaryLength
                    + " values");
        }
        return (int) index;
    }

    /** Returns the indices of rows, of which none is null. */
    static void get(ArrayData array, int from, int to, int dictionaryLength, int[] out) {
        ArrowType.Int type = (ArrowType.Int) array.field().getType();
        if (type.getBitWidth() != Integer.SIZE) {
            for (int row = from; row < to; row++) {
                out[row - from] = get(array, row, dictionaryLength);
            }
            return;
        }
        long source = array.address(1, (long) array.length() * Integer.BYTES);
        for (int row = from; row < to; row++) {
            int index = MemoryUtil.getInt(source + (long) row * Integer.BYTES);
            boolean known = index >= 0 && index < dictionaryLength;
            out[row - from] = known ? index : get(array, row, dictionaryLength);
        }
    }

    /** Returns how many bytes each of a column's indices has. */
    static int width(ArrayData array) {
        return ((ArrowType.Int) array.field().getType()).getBitWidth() / Byte.SIZE;
    }

    /** Writes an index of so many bytes. */
    static void put(long address, int width, int index) {
        switch (width) {
            case 1 -> MemoryUtil.putByte(address, (byte) index);
            case 2 -> MemoryUtil.putShort(address, (short) index);
            case 4 -> MemoryUtil.putInt(address, index);
            default -> MemoryUtil.putLong(address, index);
        }
    }
}
