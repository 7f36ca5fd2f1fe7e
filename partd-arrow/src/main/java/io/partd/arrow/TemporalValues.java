package io.partd.arrow;

import io.partd.arrow.schema.TimeUnits;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.PeriodDuration;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Dates, times and spans as those of {@code java.time}; a number as it is stored where they have no such value. */
final class TemporalValues {

    private static final long DAY_MILLIS = 86_400_000;

    private TemporalValues() {}

    /** Makes a reader of values that are not null. */
    static ValueReader of(FieldVector vector, ArrowType type) {
        int width = ((BaseFixedWidthVector) vector).getTypeWidth();
        Stored stored = width == 4
                ? i -> vector.getDataBuffer().getInt(4L * i)
                : i -> vector.getDataBuffer().getLong(8L * i);
        if (type instanceof ArrowType.Timestamp timestamp) {
            return timestamp(stored, timestamp);
        }
        if (type instanceof ArrowType.Time time) {
            return orNumber(
                    stored, value -> LocalTime.ofNanoOfDay(Math.multiplyExact(value, TimeUnits.nanos(time.getUnit()))));
        }
        if (type instanceof ArrowType.Duration duration) {
            return orNumber(stored, value -> duration(value, duration.getUnit()));
        }
        if (type instanceof ArrowType.Date date) {
            return switch (date.getUnit()) {
                case DAY -> orNumber(stored, LocalDate::ofEpochDay);
                case MILLISECOND -> orNumber(stored, TemporalValues::dateOfMillis);
            };
        }
        return switch (((ArrowType.Interval) type).getUnit()) {
            case YEAR_MONTH -> i -> Period.ofMonths((int) stored.get(i)).normalized();
            case DAY_TIME ->
                i -> {
                    ArrowBuf data = vector.getDataBuffer();
                    return new PeriodDuration(
                            Period.ofDays(data.getInt(8L * i)), Duration.ofMillis(data.getInt(8L * i + 4)));
                };
            case MONTH_DAY_NANO ->
                i -> {
                    ArrowBuf data = vector.getDataBuffer();
                    return new PeriodDuration(
                            Period.of(0, data.getInt(16L * i), data.getInt(16L * i + 4)),
                            Duration.ofNanos(data.getLong(16L * i + 8)));
                };
        };
    }

    /** The number that a value is stored as. */
    private interface Stored {

        long get(int index);
    }

    private interface Conversion {

        Object of(long value);
    }

    private static ValueReader orNumber(Stored stored, Conversion conversion) {
        return i -> {
            long value = stored.get(i);
            try {
                return conversion.of(value);
            } catch (DateTimeException | ArithmeticException e) {
                return value;
            }
        };
    }

    private static ValueReader timestamp(Stored stored, ArrowType.Timestamp type) {
        TimeUnit unit = type.getUnit();
        if (type.getTimezone() == null || type.getTimezone().isEmpty()) {
            return orNumber(stored, value -> LocalDateTime.ofInstant(instant(value, unit), ZoneOffset.UTC));
        }
        ZoneId zone = zone(type.getTimezone());
        if (zone == null) {
            return orNumber(stored, value -> OffsetDateTime.ofInstant(instant(value, unit), ZoneOffset.UTC));
        }
        if (zone.normalized() instanceof ZoneOffset offset) {
            return orNumber(stored, value -> OffsetDateTime.ofInstant(instant(value, unit), offset));
        }
        return orNumber(stored, value -> ZonedDateTime.ofInstant(instant(value, unit), zone));
    }

    /** Returns a zone by its name; null if Java does not know it, and then the instant is all there is. */
    private static @Nullable ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Object dateOfMillis(long millis) {
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY_MILLIS));
        long rest = Math.floorMod(millis, DAY_MILLIS);
        return rest == 0 ? date : date.atTime(LocalTime.ofNanoOfDay(rest * 1_000_000));
    }

    private static Instant instant(long value, TimeUnit unit) {
        long each = TimeUnits.perSecond(unit);
        return Instant.ofEpochSecond(Math.floorDiv(value, each), Math.floorMod(value, each) * TimeUnits.nanos(unit));
    }

    private static Duration duration(long value, TimeUnit unit) {
        long each = TimeUnits.perSecond(unit);
        return Duration.ofSeconds(Math.floorDiv(value, each), Math.floorMod(value, each) * TimeUnits.nanos(unit));
    }
}
