package io.partd.arrow.shuffle;

import io.partd.arrow.schema.TimeUnits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.function.BiFunction;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;

/**
 * Timestamps, times of day and durations: hashed as the decimal digits of their microseconds, so that the unit does not
 * matter.
 */
final class TimeKey implements KeyType {

    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .toFormatter(Locale.ROOT);

    private final int width;
    private final TimeUnit unit;
    private final BiFunction<Long, Integer, String> text;

    private TimeKey(int width, TimeUnit unit, BiFunction<Long, Integer, String> text) {
        this.width = width;
        this.unit = unit;
        this.text = text;
    }

    /** Writes {@code 2024-02-29 12:30:00.5}, with a {@code Z} behind it if the type has a time zone. */
    static TimeKey timestamp(ArrowType.Timestamp type) {
        String zone = type.getTimezone() == null || type.getTimezone().isEmpty() ? "" : "Z";
        return new TimeKey(8, type.getUnit(), (second, nano) -> {
            LocalDateTime time = LocalDateTime.ofEpochSecond(second, nano, ZoneOffset.UTC);
            return time.toLocalDate() + " " + TIME.format(time) + zone;
        });
    }

    /** Writes {@code 12:30:00.5}. */
    static TimeKey timeOfDay(ArrowType.Time type) {
        return new TimeKey(
                type.getBitWidth() / 8,
                type.getUnit(),
                (second, nano) -> TIME.format(LocalTime.ofSecondOfDay(second).withNano(nano)));
    }

    /** Writes {@code PT1H0.5S}. */
    static TimeKey duration(ArrowType.Duration type) {
        return new TimeKey(
                8,
                type.getUnit(),
                (second, nano) -> Duration.ofSeconds(second, nano).toString());
    }

    @Override
    public void hashed(ArrayData values, int row, KeyBytes out) {
        long value = get(values, row);
        switch (unit) {
            case SECOND -> putWithZeros(value, "000000", out);
            case MILLISECOND -> putWithZeros(value, "000", out);
            case MICROSECOND -> out.putDecimal(value);
            case NANOSECOND -> out.putDecimal(Math.floorDiv(value, 1000));
        }
    }

    private static void putWithZeros(long value, String zeros, KeyBytes out) {
        out.putDecimal(value);
        if (value != 0) {
            out.putAscii(zeros);
        }
    }

    @Override
    public void ordered(ArrayData values, int row, KeyBytes out) {
        out.putBigEndian(get(values, row) ^ Long.MIN_VALUE);
    }

    @Override
    public String text(ArrayData values, int row) {
        long value = get(values, row);
        long perSecond = perSecond();
        long nano = Math.floorMod(value, perSecond) * TimeUnits.nanos(unit);
        try {
            return text.apply(Math.floorDiv(value, perSecond), (int) nano);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("it is out of the range of times: " + e.getMessage(), e);
        }
    }

    /** Returns how many of the unit a second has. */
    long perSecond() {
        return TimeUnits.perSecond(unit);
    }

    /** Returns the second of a value, rounded down. */
    long second(ArrayData values, int row) {
        return Math.floorDiv(get(values, row), perSecond());
    }

    long get(ArrayData values, int row) {
        long address = values.value(row, width);
        return width == 4 ? MemoryUtil.getInt(address) : MemoryUtil.getLong(address);
    }
}
