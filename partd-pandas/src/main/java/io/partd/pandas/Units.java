package io.partd.pandas;

import io.partd.arrow.schema.TimeUnits;
import java.io.IOException;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Units of time: those of Arrow, and what one of NumPy is in them. */
final class Units {

    private static final int MOST_DIGITS = 9;

    private Units() {}

    /**
     * A unit of NumPy.
     *
     * @param unit Arrow's unit
     * @param factor how many of them it is
     */
    record Scaled(TimeUnit unit, long factor) {}

    /** Returns what a unit of NumPy is, as in {@code ns} or {@code 25s}; null if it is none of Arrow's. */
    static @Nullable Scaled ofNumpy(String text) {
        int digits = 0;
        while (digits < text.length() && Character.isDigit(text.charAt(digits))) {
            digits++;
        }
        if (digits > MOST_DIGITS) {
            return null;
        }
        long count = digits == 0 ? 1 : Long.parseLong(text.substring(0, digits));
        return switch (text.substring(digits)) {
            case "ns" -> new Scaled(TimeUnit.NANOSECOND, count);
            case "us" -> new Scaled(TimeUnit.MICROSECOND, count);
            case "ms" -> new Scaled(TimeUnit.MILLISECOND, count);
            case "s" -> new Scaled(TimeUnit.SECOND, count);
            case "m" -> new Scaled(TimeUnit.SECOND, 60 * count);
            case "h" -> new Scaled(TimeUnit.SECOND, 3600 * count);
            case "D" -> new Scaled(TimeUnit.SECOND, 86_400 * count);
            case "W" -> new Scaled(TimeUnit.SECOND, 7 * 86_400 * count);
            default -> null;
        };
    }

    /** Returns the finer one of two. */
    static TimeUnit finer(TimeUnit one, TimeUnit other) {
        return TimeUnits.perSecond(one) > TimeUnits.perSecond(other) ? one : other;
    }

    /** Returns how many of a finer unit a unit is. */
    static long factor(TimeUnit unit, TimeUnit finer) {
        return TimeUnits.perSecond(finer) / TimeUnits.perSecond(unit);
    }

    /** Returns how many of a finer type's unit one of a type's is; both are times, or both spans. */
    static long factor(ArrowType type, ArrowType finer) {
        return factor(unit(type), unit(finer));
    }

    private static TimeUnit unit(ArrowType type) {
        return type instanceof ArrowType.Timestamp timestamp
                ? timestamp.getUnit()
                : ((ArrowType.Duration) type).getUnit();
    }

    /** Returns a value in a finer unit. */
    static long scaled(long value, long factor, ColumnType type) throws IOException {
        long high = Math.multiplyHigh(value, factor);
        long low = value * factor;
        if (high != low >> (Long.SIZE - 1) || low == Long.MIN_VALUE) {
            throw new IOException("time " + value + " times " + factor + " does not fit into " + type);
        }
        return low;
    }
}
