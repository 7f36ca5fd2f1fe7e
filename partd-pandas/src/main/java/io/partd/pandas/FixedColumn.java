package io.partd.pandas;

import io.partd.codecs.numpy.Half;
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
 * A column of values of as many bytes each, little-endian: numbers, times, truth values of one byte. Which are null is
 * beside them.
 */
final class FixedColumn implements Column {

    private static final int ALL_BITS = 0xFF;

    /** NaN of 64 bits; the ends of it are NaN of 32 and 16 bits. */
    private static final byte[] NAN = {0, 0, 0, 0, 0, 0, (byte) 0xF8, 0x7F};

    private final ColumnType type;
    private final int width;
    private final ByteBuffer values;
    private final BitSet nulls;

    /** Makes a column that keeps the buffer, of which it has all that remains, and the set. */
    FixedColumn(ColumnType type, int width, ByteBuffer values, BitSet nulls) {
        this.type = type;
        this.width = width;
        this.values = values.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.nulls = nulls;
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

    /** Makes a column of integers of 64 bits. */
    static FixedColumn ofLongs(ColumnType type, long[] values, BitSet nulls) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Long.BYTES, values.length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return new FixedColumn(type, Long.BYTES, bytes, nulls);
    }

    /** Makes a column of the numbers from one on, as a {@code RangeIndex} has them. */
    static FixedColumn ofRange(long start, long step, int rows, MemoryBudget memory) throws IOException {
        long[] values = new long[memory.take((long) Long.BYTES * rows) / Long.BYTES];
        for (int i = 0; i < rows; i++) {
            values[i] = start + i * step;
        }
        return ofLongs(ColumnType.ofInteger(Long.SIZE, true), values, new BitSet());
    }

    @Override
    public ColumnType type() {
        return type;
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

    /** Whether what is missing is NaN, as in NumPy. */
    private boolean isNumpyFloat() {
        return type.numpyType().startsWith("float");
    }

    @Override
    public Column as(ColumnType wanted) throws IOException {
        if (wanted.arrow().equals(type.arrow())) {
            return called(wanted);
        }
        if (wanted.arrow() instanceof ArrowType.Int integer) {
            return widened(wanted, integer.getBitWidth() / Byte.SIZE);
        }
        if (wanted.arrow() instanceof ArrowType.FloatingPoint wider) {
            return wider.getPrecision() == FloatingPointPrecision.SINGLE ? singles(wanted) : doubles(wanted);
        }
        return rescaled(wanted, Units.factor(type.arrow(), wanted.arrow()));
    }

    private Column widened(ColumnType wanted, int wider) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(wider, rows())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows(); i++) {
            switch (wider) {
                case Short.BYTES -> out.putShort((short) longAt(i));
                case Integer.BYTES -> out.putInt((int) longAt(i));
                default -> out.putLong(longAt(i));
            }
        }
        return new FixedColumn(wanted, wider, out.flip(), nulls);
    }

    private Column singles(ColumnType wanted) {
        ByteBuffer out =
                ByteBuffer.allocate(Math.multiplyExact(Float.BYTES, rows())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows(); i++) {
            out.putFloat((float) doubleAt(i));
        }
        return new FixedColumn(wanted, Float.BYTES, out.flip(), nulls);
    }

    private Column doubles(ColumnType wanted) {
        ByteBuffer out =
                ByteBuffer.allocate(Math.multiplyExact(Double.BYTES, rows())).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < rows(); i++) {
            out.putDouble(doubleAt(i));
        }
        return new FixedColumn(wanted, Double.BYTES, out.flip(), nulls);
    }

    private Column rescaled(ColumnType wanted, long factor) throws IOException {
        long[] scaled = new long[rows()];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = nulls.get(i) ? 0 : Units.scaled(longAt(i), factor, wanted);
        }
        return ofLongs(wanted, scaled, nulls);
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

    /** Returns the values of several columns of one type, one behind the other. */
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
