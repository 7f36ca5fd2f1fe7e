package io.partd.arrow.shuffle;

import io.partd.arrow.schema.TypeNames;
import io.partd.expression.CivilTime;
import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** Keys that are made of a column's values. Their bytes are those of their text, as in the shuffle of text. */
final class DerivedKeys {

    private DerivedKeys() {}

    /**
     * Returns what a key makes of values.
     *
     * @param field in which an encoded one has the type of its values
     * @param type of the values themselves
     * @throws IllegalArgumentException if it makes nothing of that type
     */
    static KeyType of(KeyExpression key, Field field, KeyType type) {
        ArrowType arrow = field.getType();
        boolean isText = arrow instanceof ArrowType.Utf8
                || arrow instanceof ArrowType.LargeUtf8
                || arrow instanceof ArrowType.Utf8View;
        KeyFunction function = key.function();
        if (function == KeyFunction.IDENTITY) {
            return type;
        }
        if (function == KeyFunction.PREFIX && isText) {
            return new Prefix(key, type);
        }
        boolean isFloat = arrow instanceof ArrowType.FloatingPoint;
        if (function == KeyFunction.BUCKET
                && (isFloat || arrow instanceof ArrowType.Int || arrow instanceof ArrowType.Decimal)) {
            return new Bucket(key, type, isFloat);
        }
        if (function.isOfTime() && isText) {
            return new OfTime(key, function, (values, row) -> second(key, type.text(values, row)));
        }
        if (function.isOfTime() && arrow instanceof ArrowType.Timestamp && type instanceof TimeKey time) {
            return new OfTime(key, function, time::second);
        }
        if (function.isOfTime()
                && function != KeyFunction.HOUR
                && arrow instanceof ArrowType.Date
                && type instanceof DateKey date) {
            return new OfTime(key, function, date::second);
        }
        throw new IllegalArgumentException("key '" + key + "': column '" + key.column() + "' is of type "
                + TypeNames.of(field) + ", and " + needs(function));
    }

    private static String needs(KeyFunction function) {
        return switch (function) {
            case PREFIX -> "a prefix is one of a text";
            case BUCKET -> "a bucket is one of numbers";
            case HOUR -> "an hour is one of a timestamp";
            default -> "this is made of dates, timestamps and texts like them";
        };
    }

    private static long second(KeyExpression key, String text) {
        CivilTime time = CivilTime.parse(text);
        if (time == null) {
            throw new IllegalArgumentException("key '" + key + "' needs a date or a time, as in 2024-02-29 or"
                    + " 2024-02-29 12:30:00, and it is '" + text + "'");
        }
        return time.second();
    }

    /** Returns the second since 1970 of a value. */
    private interface Seconds {

        long get(ArrayData values, int row);
    }

    /** Years, months, days, hours. */
    private record OfTime(KeyExpression key, KeyFunction function, Seconds seconds) implements KeyType {

        @Override
        public void hashed(ArrayData values, int row, KeyBytes out) {
            out.putAscii(text(values, row));
        }

        @Override
        public void ordered(ArrayData values, int row, KeyBytes out) {
            out.putBigEndian(ordinal(values, row) ^ Long.MIN_VALUE);
        }

        @Override
        public String text(ArrayData values, int row) {
            return function.text(ordinal(values, row));
        }

        private long ordinal(ArrayData values, int row) {
            try {
                return function.number(seconds.get(values, row));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException(
                        "key '" + key + "': a value is out of the range of dates: " + e.getMessage(), e);
            }
        }
    }

    /** The first characters of texts. */
    private record Prefix(KeyExpression key, KeyType type) implements KeyType {

        @Override
        public void hashed(ArrayData values, int row, KeyBytes out) {
            int from = out.length();
            type.hashed(values, row, out);
            out.truncate(key.prefixEnd(out.bytes(), from, out.length()));
        }

        @Override
        public void ordered(ArrayData values, int row, KeyBytes out) {
            int from = out.length();
            hashed(values, row, out);
            out.terminate(from);
        }
    }

    /** The lower bounds of ranges of numbers; NaN and the infinities are in none, as null is. */
    private record Bucket(KeyExpression key, KeyType type, boolean isFloat) implements KeyType {

        @Override
        public boolean isNull(ArrayData values, int row) {
            return type.isNull(values, row) || (isFloat && !isFinite(type.text(values, row)));
        }

        private static boolean isFinite(String text) {
            return Double.isFinite(Double.parseDouble(text));
        }

        @Override
        public void hashed(ArrayData values, int row, KeyBytes out) {
            out.putAscii(text(values, row));
        }

        @Override
        public void ordered(ArrayData values, int row, KeyBytes out) {
            BigDecimal number = value(values, row).divide(key.argument(), 0, RoundingMode.FLOOR);
            try {
                out.putBigEndian(number.longValueExact() ^ Long.MIN_VALUE);
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "key '" + key + "' makes more than 2^64 buckets; make them wider", e);
            }
        }

        @Override
        public String text(ArrayData values, int row) {
            return key.bucket(value(values, row));
        }

        private BigDecimal value(ArrayData values, int row) {
            return new BigDecimal(type.text(values, row));
        }
    }
}
