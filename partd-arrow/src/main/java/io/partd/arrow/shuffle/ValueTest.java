package io.partd.arrow.shuffle;

import io.partd.arrow.schema.TypeNames;
import io.partd.expression.CivilTime;
import io.partd.expression.Test;
import io.partd.expression.Test.Comparison;
import io.partd.expression.Test.Like;
import io.partd.expression.Test.Literal;
import io.partd.expression.Test.Operator;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.util.Arrays;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** A test of values that are not null. For one thread. */
@FunctionalInterface
interface ValueTest {

    /** Tells whether a value passes. */
    boolean passes(ArrayData values, int row);

    /**
     * Returns the test of values of a type.
     *
     * @param field in which an encoded one has the type of its values
     * @throws IllegalArgumentException if they cannot be compared with what the test compares them with
     */
    static ValueTest of(Test test, Field field) {
        if (test instanceof Test.IsNull || field.getType() instanceof ArrowType.Null) {
            return (values, row) -> false;
        }
        if (test instanceof Like like) {
            return ofBytes(test, field, (bytes, length) -> like.pattern().matches(bytes, 0, length));
        }
        Comparison comparison = (Comparison) test;
        Operator operator = comparison.operator();
        Literal literal = comparison.literal();
        ArrowType type = field.getType();
        if (literal instanceof Literal.Bool bool && type instanceof ArrowType.Bool) {
            return (values, row) -> {
                values.address(1, (values.length() + 7L) / 8);
                return operator.holds(Boolean.compare(values.isSet(1, row), bool.value()));
            };
        }
        if (literal instanceof Literal.Numeric number) {
            return ofNumbers(comparison, operator, number.value(), field);
        }
        if (literal instanceof Literal.Text text) {
            if (type instanceof ArrowType.Date) {
                CivilTime date = time(comparison, text.value());
                if (!date.isDate()) {
                    throw refused(comparison, field, "a date is 'YYYY-MM-DD'");
                }
                DateKey dates = (DateKey) KeyTypes.of(field.getName(), field);
                long day = date.second() / 86_400;
                return (values, row) -> operator.holds(Long.compare(dates.day(values, row), day));
            }
            if (type instanceof ArrowType.Timestamp timestamp) {
                return ofTimestamps(comparison, operator, time(comparison, text.value()), timestamp, field);
            }
            if (type instanceof ArrowType.Time) {
                return ofTimes(comparison, operator, text.value(), field);
            }
            byte[] value = text.value().getBytes(StandardCharsets.UTF_8);
            return ofBytes(
                    test,
                    field,
                    (bytes, length) ->
                            operator.holds(Arrays.compareUnsigned(bytes, 0, length, value, 0, value.length)));
        }
        throw refused(comparison, field, "true and false are compared with columns of the type bool");
    }

    /** A test of the first bytes of an array. */
    interface BytesTest {

        boolean passes(byte[] bytes, int length);
    }

    private static ValueTest ofBytes(Test test, Field field, BytesTest bytesTest) {
        switch (field.getType().getTypeID()) {
            case Utf8, LargeUtf8, Utf8View, Binary, LargeBinary, BinaryView, FixedSizeBinary -> {
                KeyType type = KeyTypes.of(field.getName(), field);
                KeyBytes scratch = new KeyBytes();
                return (values, row) -> {
                    scratch.clear();
                    type.hashed(values, row, scratch);
                    return bytesTest.passes(scratch.bytes(), scratch.length());
                };
            }
            default ->
                throw refused(
                        test,
                        field,
                        test instanceof Like ? "'like' is for texts" : "numbers are compared without quotes");
        }
    }

    private static ValueTest ofNumbers(Comparison comparison, Operator operator, BigDecimal number, Field field) {
        ArrowType type = field.getType();
        if (type instanceof ArrowType.Int integer) {
            if (integer.getBitWidth() == Long.SIZE && !integer.getIsSigned()) {
                LongOrder order = new LongOrder(number.subtract(new BigDecimal(BigInteger.ONE.shiftLeft(63))));
                return (values, row) -> operator.holds(order.of(values.integer(row, integer) ^ Long.MIN_VALUE));
            }
            LongOrder order = new LongOrder(number);
            return (values, row) -> operator.holds(order.of(values.integer(row, integer)));
        }
        if (type instanceof ArrowType.FloatingPoint floating) {
            FloatKey floats = (FloatKey) KeyTypes.of(field.getName(), field);
            double value = floating.getPrecision() == FloatingPointPrecision.DOUBLE
                    ? number.doubleValue()
                    : number.floatValue();
            double positive = value == 0 ? 0 : value;
            return (values, row) ->
                    operator.holds(Double.compare(Double.longBitsToDouble(floats.bits(values, row)), positive));
        }
        if (type instanceof ArrowType.Decimal decimal) {
            DecimalKey decimals = (DecimalKey) KeyTypes.of(field.getName(), field);
            LongOrder order = new LongOrder(number.movePointRight(decimal.getScale()));
            return (values, row) -> operator.holds(
                    decimals.isLong(values, row)
                            ? order.of(decimals.low(values, row))
                            : new BigDecimal(decimals.text(values, row)).compareTo(number));
        }
        throw refused(comparison, field, "a text, a date or a time is compared in 'single quotes'");
    }

    private static ValueTest ofTimestamps(
            Comparison comparison, Operator operator, CivilTime time, ArrowType.Timestamp type, Field field) {
        boolean hasZone = type.getTimezone() != null && !type.getTimezone().isEmpty();
        if (time.hasOffset() && !hasZone) {
            throw refused(comparison, field, "times without a time zone are compared without an offset");
        }
        TimeKey times = TimeKey.timestamp(type);
        BigDecimal seconds = BigDecimal.valueOf(time.second()).add(BigDecimal.valueOf(time.nano(), 9));
        LongOrder order = new LongOrder(seconds.multiply(BigDecimal.valueOf(times.perSecond())));
        return (values, row) -> operator.holds(order.of(times.get(values, row)));
    }

    private static ValueTest ofTimes(Comparison comparison, Operator operator, String text, Field field) {
        TimeKey times = TimeKey.timeOfDay((ArrowType.Time) field.getType());
        try {
            BigDecimal seconds = BigDecimal.valueOf(LocalTime.parse(text).toNanoOfDay(), 9);
            LongOrder order = new LongOrder(seconds.multiply(BigDecimal.valueOf(times.perSecond())));
            return (values, row) -> operator.holds(order.of(times.get(values, row)));
        } catch (DateTimeException e) {
            throw refused(comparison, field, "a time of day is 'HH:MM:SS'");
        }
    }

    private static CivilTime time(Comparison comparison, String text) {
        CivilTime time = CivilTime.parse(text);
        if (time == null) {
            throw new IllegalArgumentException("in '" + comparison + "': '" + text
                    + "' is no date or time, as '2024-02-29' and '2024-02-29 12:30:00' are");
        }
        return time;
    }

    private static IllegalArgumentException refused(Test test, Field field, String rule) {
        return new IllegalArgumentException("in '" + test + "': column '" + test.column() + "' is of the type "
                + TypeNames.of(field) + ", and " + rule);
    }
}
