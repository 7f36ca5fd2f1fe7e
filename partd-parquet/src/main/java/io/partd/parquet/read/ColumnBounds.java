package io.partd.parquet.read;

import io.partd.arrow.schema.TimeUnits;
import io.partd.expression.CivilTime;
import io.partd.expression.LikePattern;
import io.partd.expression.Test;
import io.partd.expression.Test.Comparison;
import io.partd.expression.Test.Literal;
import io.partd.expression.Test.Operator;
import io.partd.expression.Truth;
import io.partd.parquet.schema.LeafNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.Arrays;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** What is known of some values of a column: bounds that no value is beyond, and whether any value is null. */
final class ColumnBounds {

    /** The order of a value beside another is not known. */
    private static final int UNORDERED = 2;

    private final LeafNode column;
    private final byte @Nullable [] min;
    private final byte @Nullable [] max;
    private final int nulls;

    /**
     * Makes bounds.
     *
     * @param column that is not within a list
     * @param min a value that none is below, as statistics have it; null if nothing is known
     * @param max a value that none is above
     * @param nulls the possible values of a test for null
     */
    private ColumnBounds(LeafNode column, byte @Nullable [] min, byte @Nullable [] max, int nulls) {
        this.column = column;
        this.min = min;
        this.max = max;
        this.nulls = nulls;
    }

    /**
     * Returns what the footer says of a column in a row group.
     *
     * @param hasOrder whether the footer says that bounds are in the order of the column's type
     */
    static ColumnBounds of(LeafNode column, @Nullable ColumnMetaData metadata, boolean hasOrder) {
        if (metadata == null || !metadata.isSetStatistics()) {
            return unknown(column);
        }
        Statistics statistics = metadata.statistics;
        int nulls = Truth.TRUE | Truth.FALSE;
        if (statistics.isSetNull_count()) {
            nulls = nulls(statistics.null_count, metadata.num_values);
        }
        if (statistics.isSetMin_value() && statistics.isSetMax_value()) {
            return hasOrder
                    ? new ColumnBounds(column, statistics.getMin_value(), statistics.getMax_value(), nulls)
                    : new ColumnBounds(column, null, null, nulls);
        }
        boolean hasOld = statistics.isSetMin() && statistics.isSetMax() && isSigned(column);
        return new ColumnBounds(
                column, hasOld ? statistics.getMin() : null, hasOld ? statistics.getMax() : null, nulls);
    }

    /** Returns bounds of values of which nothing is known. */
    static ColumnBounds unknown(LeafNode column) {
        return new ColumnBounds(column, null, null, Truth.TRUE | Truth.FALSE);
    }

    /** Returns what a column index says of a page. */
    static ColumnBounds of(LeafNode column, ColumnIndex index, int page, boolean hasOrder) {
        if (index.null_pages.get(page)) {
            return new ColumnBounds(column, null, null, Truth.TRUE);
        }
        boolean hasNoNull = index.isSetNull_counts() && index.null_counts.get(page) == 0;
        int nulls = hasNoNull ? Truth.FALSE : Truth.TRUE | Truth.FALSE;
        return hasOrder
                ? new ColumnBounds(column, bytes(index.min_values.get(page)), bytes(index.max_values.get(page)), nulls)
                : new ColumnBounds(column, null, null, nulls);
    }

    private static byte[] bytes(ByteBuffer value) {
        byte[] bytes = new byte[value.remaining()];
        value.duplicate().get(bytes);
        return bytes;
    }

    /** Returns the possible values of a test for null. */
    private static int nulls(long nullCount, long valueCount) {
        return nullCount == 0 ? Truth.FALSE : nullCount >= valueCount ? Truth.TRUE : Truth.TRUE | Truth.FALSE;
    }

    /** Tells whether old statistics, whose order was not defined, have had the order of the type from the beginning. */
    private static boolean isSigned(LeafNode column) {
        ArrowType type = column.field().getType();
        boolean isUnsigned = type instanceof ArrowType.Int integer && !integer.getIsSigned();
        return switch (column.element().type) {
            case INT32, INT64, FLOAT, DOUBLE -> !isUnsigned;
            case BOOLEAN, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> false;
        };
    }

    /** Returns the possible values of a test. */
    int truths(Test test) {
        if (test instanceof Test.IsNull) {
            return nulls;
        }
        int ofNull = (nulls & Truth.TRUE) != 0 ? Truth.UNKNOWN : 0;
        if (nulls == Truth.TRUE) {
            return ofNull;
        }
        byte[] low = min;
        byte[] high = max;
        if (low == null || high == null) {
            return ofNull | Truth.TRUE | Truth.FALSE;
        }
        if (test instanceof Test.Like like) {
            return ofNull | Truth.FALSE | (mayMatch(like.pattern(), low, high) ? Truth.TRUE : 0);
        }
        return ofNull | compared((Comparison) test, low, high);
    }

    private int compared(Comparison comparison, byte[] low, byte[] high) {
        int lowest = order(low, comparison.literal());
        int highest = order(high, comparison.literal());
        if (lowest == UNORDERED || highest == UNORDERED) {
            return Truth.TRUE | Truth.FALSE;
        }
        boolean mayBeNan = column.field().getType() instanceof ArrowType.FloatingPoint;
        return (mayHold(comparison.operator(), lowest, highest, mayBeNan) ? Truth.TRUE : 0)
                | (mayHold(negated(comparison.operator()), lowest, highest, mayBeNan) ? Truth.FALSE : 0);
    }

    /** Tells whether a value may pass; NaN, which bounds leave out, is above all numbers. */
    private static boolean mayHold(Operator operator, int lowest, int highest, boolean mayBeNan) {
        return switch (operator) {
            case EQUAL -> lowest <= 0 && highest >= 0;
            case NOT_EQUAL -> lowest != 0 || highest != 0 || mayBeNan;
            case LESS -> lowest < 0;
            case LESS_OR_EQUAL -> lowest <= 0;
            case GREATER -> highest > 0 || mayBeNan;
            case GREATER_OR_EQUAL -> highest >= 0 || mayBeNan;
        };
    }

    private static Operator negated(Operator operator) {
        return switch (operator) {
            case EQUAL -> Operator.NOT_EQUAL;
            case NOT_EQUAL -> Operator.EQUAL;
            case LESS -> Operator.GREATER_OR_EQUAL;
            case LESS_OR_EQUAL -> Operator.GREATER;
            case GREATER -> Operator.LESS_OR_EQUAL;
            case GREATER_OR_EQUAL -> Operator.LESS;
        };
    }

    private boolean mayMatch(LikePattern pattern, byte[] low, byte[] high) {
        byte[] prefix = pattern.prefix().getBytes(StandardCharsets.UTF_8);
        boolean isBytes = column.element().type == Type.BYTE_ARRAY && isText();
        return !isBytes
                || (Arrays.compareUnsigned(high, prefix) >= 0
                        && Arrays.compareUnsigned(low, 0, Math.min(low.length, prefix.length), prefix, 0, prefix.length)
                                <= 0);
    }

    private boolean isText() {
        return switch (column.field().getType().getTypeID()) {
            case Utf8, LargeUtf8, Binary, LargeBinary -> true;
            default -> false;
        };
    }

    /** Returns the order of a value beside a literal. */
    private int order(byte[] value, Literal literal) {
        if (literal instanceof Literal.Text text && column.element().type == Type.BYTE_ARRAY && isText()) {
            return Integer.signum(Arrays.compareUnsigned(value, text.value().getBytes(StandardCharsets.UTF_8)));
        }
        ArrowType type = column.field().getType();
        if (type instanceof ArrowType.FloatingPoint floating && literal instanceof Literal.Numeric number) {
            return floatOrder(value, floating, number.value());
        }
        BigDecimal known = number(value, type);
        BigDecimal other = number(literal, type);
        return known == null || other == null ? UNORDERED : known.compareTo(other);
    }

    private static int floatOrder(byte[] value, ArrowType.FloatingPoint type, BigDecimal number) {
        boolean isDouble = type.getPrecision() == FloatingPointPrecision.DOUBLE;
        if (type.getPrecision() == FloatingPointPrecision.HALF || value.length != (isDouble ? 8 : 4)) {
            return UNORDERED;
        }
        double known =
                isDouble ? littleEndian(value).getDouble() : littleEndian(value).getFloat();
        double other = isDouble ? number.doubleValue() : number.floatValue();
        return Double.isNaN(known) ? UNORDERED : known < other ? -1 : known > other ? 1 : 0;
    }

    private static ByteBuffer littleEndian(byte[] value) {
        return ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Returns a value as a number of its type's unit; null if it is none. */
    private @Nullable BigDecimal number(byte[] value, ArrowType type) {
        int scale = type instanceof ArrowType.Decimal decimal ? decimal.getScale() : 0;
        Type physical = column.element().type;
        if (physical == Type.INT32 && value.length == Integer.BYTES) {
            int number = littleEndian(value).getInt();
            return BigDecimal.valueOf(isUnsigned(type) ? Integer.toUnsignedLong(number) : number, scale);
        }
        if (physical == Type.INT64 && value.length == Long.BYTES) {
            long number = littleEndian(value).getLong();
            return isUnsigned(type) ? new BigDecimal(Long.toUnsignedString(number)) : BigDecimal.valueOf(number, scale);
        }
        boolean isBytes = physical == Type.BYTE_ARRAY || physical == Type.FIXED_LEN_BYTE_ARRAY;
        return isBytes && type instanceof ArrowType.Decimal && value.length > 0
                ? new BigDecimal(new BigInteger(value), scale)
                : null;
    }

    private static boolean isUnsigned(ArrowType type) {
        return type instanceof ArrowType.Int integer && !integer.getIsSigned();
    }

    /** Returns a literal as a number of a type's unit; null if values of the type are not compared with it so. */
    private static @Nullable BigDecimal number(Literal literal, ArrowType type) {
        if (literal instanceof Literal.Numeric number) {
            return type instanceof ArrowType.Int || type instanceof ArrowType.Decimal ? number.value() : null;
        }
        if (!(literal instanceof Literal.Text text)) {
            return null;
        }
        if (type instanceof ArrowType.Time time) {
            try {
                return inUnits(BigDecimal.valueOf(LocalTime.parse(text.value()).toNanoOfDay(), 9), time.getUnit());
            } catch (DateTimeException e) {
                return null;
            }
        }
        CivilTime time = CivilTime.parse(text.value());
        if (time == null) {
            return null;
        }
        if (type instanceof ArrowType.Date) {
            return BigDecimal.valueOf(Math.floorDiv(time.second(), 86_400L));
        }
        return type instanceof ArrowType.Timestamp timestamp
                ? inUnits(
                        BigDecimal.valueOf(time.second()).add(BigDecimal.valueOf(time.nano(), 9)), timestamp.getUnit())
                : null;
    }

    private static BigDecimal inUnits(BigDecimal seconds, TimeUnit unit) {
        return seconds.multiply(BigDecimal.valueOf(TimeUnits.perSecond(unit)));
    }
}
