package io.partd.arrow.shuffle;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.arrow.memory.util.MemoryUtil;

/** Decimal numbers: their digits, with as many behind the point as the type has. */
final class DecimalKey implements KeyType {

    private final int width;
    private final int scale;

    DecimalKey(int width, int scale) {
        this.width = width;
        this.scale = scale;
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        out.putAscii(text(values, row));
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        long address = values.value(row, width);
        for (int i = width - 1; i >= 0; i--) {
            byte b = MemoryUtil.getByte(address + i);
            out.put(i == width - 1 ? b ^ 0x80 : b);
        }
    }

    @Override
    public String text(ArrayData values, int row) {
        return isLong(values, row)
                ? BigDecimal.valueOf(low(values, row), scale).toPlainString()
                : large(values.value(row, width));
    }

    /** Returns the lowest 64 bits of a value's digits. */
    long low(ArrayData values, int row) {
        long address = values.value(row, width);
        return width == 4 ? MemoryUtil.getInt(address) : MemoryUtil.getLong(address);
    }

    /** Tells whether these are all of them. */
    boolean isLong(ArrayData values, int row) {
        long address = values.value(row, width);
        boolean isLong = true;
        for (int i = Long.BYTES; i < width; i += Long.BYTES) {
            isLong &= MemoryUtil.getLong(address + i) == low(values, row) >> 63;
        }
        return isLong;
    }

    private String large(long address) {
        byte[] bytes = new byte[width];
        for (int i = 0; i < width; i++) {
            bytes[i] = MemoryUtil.getByte(address + width - 1 - i);
        }
        return new BigDecimal(new BigInteger(bytes), scale).toPlainString();
    }
}
