package io.partd.arrow.shuffle;

import org.apache.arrow.memory.util.MemoryUtil;

/** Integers: their decimal digits. */
final class IntegerKey implements KeyType {

    private final int width;
    private final boolean signed;

    IntegerKey(int width, boolean signed) {
        this.width = width;
        this.signed = signed;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long value = get(values, row);
        if (signed || value >= 0) {
            out.putDecimal(value);
        } else {
            out.putAscii(Long.toUnsignedString(value));
        }
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        long value = get(values, row);
        out.putBigEndian(signed ? value ^ Long.MIN_VALUE : value);
    }

    @Override
    public String text(ArrayData values, int row) {
        long value = get(values, row);
        return signed ? Long.toString(value) : Long.toUnsignedString(value);
    }

    long get(ArrayData values, int row) {
        long address = values.address(1, (long) values.length() * width) + (long) row * width;
        return switch (width) {
            case 1 -> signed ? MemoryUtil.getByte(address) : MemoryUtil.getByte(address) & 0xffL;
            case 2 -> signed ? MemoryUtil.getShort(address) : MemoryUtil.getShort(address) & 0xffffL;
            case 4 -> signed ? MemoryUtil.getInt(address) : MemoryUtil.getInt(address) & 0xffffffffL;
            default -> MemoryUtil.getLong(address);
        };
    }
}
