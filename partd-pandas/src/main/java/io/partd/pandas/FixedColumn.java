package io.partd.pandas;

import io.partd.codecs.numpy.Half;
import io.partd.pandas.Moment.Span;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * A column of values of as many bytes each, little-endian: numbers, times, truth values of one byte.
 *
 * @param width bytes of a value
 * @param values of which the column has all that remains
 * @param nulls which of them are null
 */
record FixedColumn(ColumnType type, int width, ByteBuffer values, BitSet nulls) implements Column {

    private static final int ALL_BITS = 0xFF;

    /** NaN of 64 bits; the ends of it are NaN of 32 and 16 bits. */
    private static final byte[] NAN = {0, 0, 0, 0, 0, 0, (byte) 0xF8, 0x7F};

    /** Makes a column that keeps the buffer and the set. */
    FixedColumn {
        values = values.slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Makes a column of integers of 64 bits, or of what is stored as such, in which {@code Long.MIN_VALUE} is null. */
    static FixedColumn ofTimes(ColumnType type, ByteBuffer values) {
        ByteBuffer ordered = values.slice().order(ByteOrder.LITTLE_ENDIAN);
        BitSet nulls = new BitSet();
        for (int i = 0; i < ordered.remaining() / Long.BYTES; i++) {
            if (ordered.getLong(i * Long.BYTES) == Long.MIN_VALUE) {
                nulls.set(i);
            }
        }
        return new FixedColumn(type, Long.BYTES, values, nulls);
    }

    /** Numbers of rows. */
    interface Numbers {

        /** Returns the number of a row that is not null; of a floating-point number the bits. */
        long at(int row) throws IOException;
    }

    /** Makes a column of numbers. */
    static FixedColumn of(ColumnType type, int width, int rows, BitSet nulls, Numbers numbers) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(width, rows)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows; i++) {
            long number = nulls.get(i) ? 0 : numbers.at(i);
            switch (width) {
                case Byte.BYTES -> bytes.put((byte) number);
                case Short.BYTES -> bytes.putShort((short) number);
                case Integer.BYTES -> bytes.putInt((int) number);
                default -> bytes.putLong(number);
            }
        }
        return new FixedColumn(type, width, bytes.flip(), nulls);
    }

    /** Makes a column of the numbers from one on, as a {@code RangeIndex} has them. */
    static FixedColumn ofRange(long start, long step, int rows, MemoryBudget memory) throws IOException {
        memory.take((long) Long.BYTES * rows);
        ColumnType type = ColumnType.ofInteger(Long.SIZE, true);
        return of(type, Long.BYTES, rows, new BitSet(), row -> start + row * step);
    }

    @Override
    public int rows() {
        return values.remaining() / width;
    }

    /** Returns the same with other nulls. */
    FixedColumn with(BitSet otherNulls) {
        return new FixedColumn(type, width, values, otherNulls);
    }

    /** Returns the same, called another type of the same bytes. */
    FixedColumn called(ColumnType other) {
        return new FixedColumn(other, width, values, nulls);
    }

    /** Returns the same as times, in which {@code Long.MIN_VALUE} is null. */
    FixedColumn asTimes(ColumnType times) {
        return ofTimes(times, values);
    }

    /** Returns the values of integers of any width. */
    int[] toCodes() throws IOException {
        if (!(type.arrow() instanceof ArrowType.Int)) {
            throw new IOException("codes are " + type + " instead of integers");
        }
        int[] codes = new int[rows()];
        for (int i = 0; i < codes.length; i++) {
            long code = longAt(i);
            codes[i] = (int) code;
            if (code != codes[i]) {
                throw new IOException("code " + code + " stands for nothing");
            }
        }
        return codes;
    }

    @Override
    public Column take(int[] places, MemoryBudget memory) throws IOException {
        byte[] taken = new byte[memory.take((long) width * places.length)];
        ByteBuffer out = ByteBuffer.wrap(taken);
        BitSet takenNulls = new BitSet();
        for (int i = 0; i < places.length; i++) {
            if (places[i] < 0 && isNumpyFloat()) {
                out.put(i * width, NAN, NAN.length - width, width);
            } else if (places[i] < 0 || nulls.get(places[i])) {
                takenNulls.set(i);
            } else {
                out.put(i * width, values, places[i] * width, width);
            }
        }
        return new FixedColumn(type, width, out, takenNulls);
    }

    /** Whether a missing value is NaN, as in NumPy. */
    private boolean isNumpyFloat() {
        return type.numpyType().startsWith("float");
    }

    @Override
    public Column as(ColumnType wanted) throws IOException {
        if (wanted.arrow().equals(type.arrow())) {
            return called(wanted);
        }
        if (wanted.arrow() instanceof ArrowType.Int integer) {
            return of(wanted, integer.getBitWidth() / Byte.SIZE, rows(), nulls, this::longAt);
        }
        if (wanted.arrow() instanceof ArrowType.FloatingPoint wider) {
            return wider.getPrecision() == FloatingPointPrecision.SINGLE
                    ? of(wanted, Float.BYTES, rows(), nulls, row -> Float.floatToRawIntBits((float) doubleAt(row)))
                    : of(wanted, Double.BYTES, rows(), nulls, row -> Double.doubleToRawLongBits(doubleAt(row)));
        }
        long factor = Units.factor(type.arrow(), wanted.arrow());
        return of(wanted, Long.BYTES, rows(), nulls, row -> Units.scaled(longAt(row), factor, wanted));
    }

    private long longAt(int row) {
        boolean signed = !(type.arrow() instanceof ArrowType.Int integer) || integer.getIsSigned();
        return switch (width) {
            case Byte.BYTES -> signed ? values.get(row) : Byte.toUnsignedLong(values.get(row));
            case Short.BYTES ->
                signed ? values.getShort(row * Short.BYTES) : Short.toUnsignedLong(values.getShort(row * Short.BYTES));
            case Integer.BYTES ->
                signed
                        ? values.getInt(row * Integer.BYTES)
                        : Integer.toUnsignedLong(values.getInt(row * Integer.BYTES));
            default -> values.getLong(row * Long.BYTES);
        };
    }

    private double doubleAt(int row) {
        if (type.arrow() instanceof ArrowType.FloatingPoint) {
            return switch (width) {
                case Short.BYTES -> Half.toFloat(values.getShort(row * Short.BYTES));
                case Integer.BYTES -> values.getFloat(row * Integer.BYTES);
                default -> values.getDouble(row * Double.BYTES);
            };
        }
        long value = longAt(row);
        boolean large = value < 0 && type.arrow() instanceof ArrowType.Int integer && !integer.getIsSigned();
        return large ? ((value >>> 1) | (value & 1)) * 2.0 : value;
    }

    @Override
    public @Nullable Object objectAt(int row) {
        if (nulls.get(row)) {
            return null;
        }
        ArrowType arrow = type.arrow();
        if (arrow instanceof ArrowType.Bool) {
            return values.get(row) != 0;
        }
        if (arrow instanceof ArrowType.Int integer) {
            long value = longAt(row);
            return value < 0 && !integer.getIsSigned() ? new BigInteger(Long.toUnsignedString(value)) : (Object) value;
        }
        if (arrow instanceof ArrowType.FloatingPoint) {
            return doubleAt(row);
        }
        if (arrow instanceof ArrowType.Timestamp timestamp) {
            return new Moment(longAt(row), timestamp.getUnit(), timestamp.getTimezone());
        }
        return arrow instanceof ArrowType.Duration duration ? new Span(longAt(row), duration.getUnit()) : null;
    }

    /** Concatenates columns of one type. */
    static FixedColumn joined(List<FixedColumn> columns, MemoryBudget memory) throws IOException {
        long length = 0;
        for (FixedColumn column : columns) {
            length += column.values.remaining();
        }
        ByteBuffer values = ByteBuffer.allocate(memory.take(length));
        BitSet nulls = new BitSet();
        int row = 0;
        for (FixedColumn column : columns) {
            values.put(column.values.duplicate());
            for (int i = column.nulls.nextSetBit(0); i >= 0; i = column.nulls.nextSetBit(i + 1)) {
                nulls.set(row + i);
            }
            row += column.rows();
        }
        FixedColumn first = columns.get(0);
        return new FixedColumn(first.type, first.width, values.flip(), nulls);
    }

    @Override
    public void fill(FieldVector vector) {
        int rows = rows();
        BaseFixedWidthVector fixed = (BaseFixedWidthVector) vector;
        fixed.allocateNew(rows);
        if (vector instanceof BitVector bits) {
            for (int i = 0; i < rows; i++) {
                bits.set(i, values.get(i) == 0 ? 0 : 1);
            }
        } else {
            fixed.getDataBuffer().setBytes(0, values, 0, values.remaining());
        }
        fillValidity(fixed.getValidityBuffer(), rows);
        fixed.setValueCount(rows);
    }

    private void fillValidity(ArrowBuf validity, int rows) {
        for (int at = 0; at < rows; at += Byte.SIZE) {
            validity.setByte(at / Byte.SIZE, ALL_BITS >>> Math.max(0, Byte.SIZE - (rows - at)));
        }
        for (int i = nulls.nextSetBit(0); i >= 0 && i < rows; i = nulls.nextSetBit(i + 1)) {
            int at = i / Byte.SIZE;
            validity.setByte(at, validity.getByte(at) & ~(1 << (i % Byte.SIZE)));
        }
    }
}
