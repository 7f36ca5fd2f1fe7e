package io.partd.arrow.schema;

import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.Float16;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.util.DecimalUtility;

/** Casts values of a fixed width to their {@link CommonType}, each exactly. */
final class FixedWidthCast {

    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int DOUBLE_DIGITS = 53;

    private final String path;
    private final ArrowType type;
    private final ArrowType wanted;
    private final int width;
    private final int wantedWidth;
    private final Conversion conversion;

    /** Casts one value. */
    private interface Conversion {

        /**
         * Puts the value at an index in its new type.
         *
         * @throws ArithmeticException if it has none
         */
        void cast(ArrowBuf from, ArrowBuf to, long index);
    }

    /** Makes a cast of a column that messages call so. */
    FixedWidthCast(String path, ArrowType type, ArrowType wanted) {
        this.path = path;
        this.type = type;
        this.wanted = wanted;
        width = Fields.width(type);
        wantedWidth = Fields.width(wanted);
        conversion = conversion();
    }

    /** Tells whether a cast may refuse a value. */
    static boolean mayRefuse(ArrowType type, ArrowType wanted) {
        if (type instanceof ArrowType.Int integer) {
            boolean toSigned = wanted instanceof ArrowType.Int other && other.getIsSigned() && !integer.getIsSigned();
            return integer.getBitWidth() == Long.SIZE && (toSigned || wanted instanceof ArrowType.FloatingPoint);
        }
        return (type instanceof ArrowType.Timestamp || type instanceof ArrowType.Duration) && !type.equals(wanted);
    }

    private Conversion conversion() {
        if (type instanceof ArrowType.Decimal decimal && wanted instanceof ArrowType.Decimal other) {
            return (from, to, i) -> DecimalUtility.writeBigDecimalToArrowBuf(
                    DecimalUtility.getBigDecimalFromArrowBuf(from, (int) i, decimal.getScale(), width)
                            .setScale(other.getScale()),
                    to,
                    (int) i,
                    wantedWidth);
        }
        if (type instanceof ArrowType.FloatingPoint) {
            return this::castFloat;
        }
        if (wanted instanceof ArrowType.FloatingPoint) {
            return (from, to, i) -> to.setDouble(i * wantedWidth, exact(getLong(from, i)));
        }
        boolean unsigned64 = isUnsigned() && width == Long.BYTES;
        long factor = factor();
        return (from, to, i) -> {
            long value = getLong(from, i);
            if (unsigned64 && value < 0) {
                throw new ArithmeticException();
            }
            setLong(to, i, factor == 1 ? value : Math.multiplyExact(value, factor));
        };
    }

    private void castFloat(ArrowBuf from, ArrowBuf to, long i) {
        float value = width == Short.BYTES ? Float16.toFloat(from.getShort(i * width)) : from.getFloat(i * width);
        if (wantedWidth == Float.BYTES) {
            to.setFloat(i * wantedWidth, value);
        } else {
            to.setDouble(i * wantedWidth, value);
        }
    }

    private boolean isUnsigned() {
        return type instanceof ArrowType.Int integer && !integer.getIsSigned();
    }

    private double exact(long value) {
        boolean high = isUnsigned() && value < 0;
        long magnitude = isUnsigned() ? value : Math.abs(value);
        int digits = Long.SIZE - Long.numberOfLeadingZeros(magnitude) - Long.numberOfTrailingZeros(magnitude);
        if (digits > DOUBLE_DIGITS) {
            throw new ArithmeticException();
        }
        return high ? (value >>> 1) * 2.0 : value;
    }

    /** Returns how many of the new unit one of the old unit is. */
    private long factor() {
        if (type instanceof ArrowType.Date) {
            return MILLIS_PER_DAY;
        }
        return type instanceof ArrowType.Int ? 1 : TimeUnits.perSecond(unit(wanted)) / TimeUnits.perSecond(unit(type));
    }

    private static TimeUnit unit(ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            return timestamp.getUnit();
        }
        return type instanceof ArrowType.Time time ? time.getUnit() : ((ArrowType.Duration) type).getUnit();
    }

    private long getLong(ArrowBuf from, long i) {
        long at = i * width;
        boolean unsigned = isUnsigned();
        return switch (width) {
            case 1 -> unsigned ? from.getByte(at) & 0xffL : from.getByte(at);
            case 2 -> unsigned ? from.getShort(at) & 0xffffL : from.getShort(at);
            case 4 -> unsigned ? from.getInt(at) & 0xffffffffL : from.getInt(at);
            default -> from.getLong(at);
        };
    }

    private void setLong(ArrowBuf to, long i, long value) {
        long at = i * wantedWidth;
        switch (wantedWidth) {
            case 2 -> to.setShort(at, (short) value);
            case 4 -> to.setInt(at, (int) value);
            default -> to.setLong(at, value);
        }
    }

    /**
     * Returns the values of a vector in the new type, to be released.
     *
     * @throws IOException if there is a visible one that the type does not have
     */
    ArrowBuf values(FieldVector from, VisibleValues visible, BufferAllocator allocator) throws IOException {
        int count = from.getValueCount();
        ArrowBuf in = from.getDataBuffer();
        ArrowBuf out = allocator.buffer((long) count * wantedWidth);
        boolean done = false;
        try {
            for (int i = 0; i < count; i++) {
                if (from.isNull(i)) {
                    out.setZero((long) i * wantedWidth, wantedWidth);
                } else {
                    cast(from, visible, in, out, i);
                }
            }
            done = true;
            return out;
        } finally {
            if (!done) {
                out.close();
            }
        }
    }

    private void cast(FieldVector from, VisibleValues visible, ArrowBuf in, ArrowBuf out, int i) throws IOException {
        try {
            conversion.cast(in, out, i);
        } catch (ArithmeticException e) {
            if (!visible.contains(i)) {
                out.setZero((long) i * wantedWidth, wantedWidth);
                return;
            }
            throw new IOException(
                    "column '" + path + "' has the " + TypeNames.of(type) + " " + described(from, in, i) + ", which "
                            + TypeNames.of(wanted) + ", the type of all tables together, does not have"
                            + (wanted instanceof ArrowType.Timestamp to
                                    ? "; it reaches from " + time(Long.MIN_VALUE, to) + " to "
                                            + time(Long.MAX_VALUE, to)
                                    : " exactly")
                            + "; cast the column to one type in all of them",
                    e);
        }
    }

    private Object described(FieldVector from, ArrowBuf in, int i) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            return time(getLong(in, i), timestamp);
        }
        return isUnsigned() ? Long.toUnsignedString(getLong(in, i)) : from.getObject(i);
    }

    /** Returns a time as text; its number, if it is none that Java has. */
    private static String time(long value, ArrowType.Timestamp of) {
        long perSecond = TimeUnits.perSecond(of.getUnit());
        try {
            int nanos = (int) (Math.floorMod(value, perSecond) * TimeUnits.nanos(of.getUnit()));
            return LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), nanos, ZoneOffset.UTC)
                    .toString();
        } catch (DateTimeException e) {
            return Long.toString(value);
        }
    }
}
