package io.partd.pandas;

import io.partd.arrow.schema.TimeUnits;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import org.apache.arrow.vector.types.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One point in time, as an object of its own.
 *
 * @param value since 1970, in UTC if there is a zone
 * @param unit of the value
 * @param zone the zone's name; null for a time of no zone
 */
record Moment(long value, TimeUnit unit, @Nullable String zone) {

    private static final Map<Long, TimeUnit> UNITS =
            Map.of(7L, TimeUnit.SECOND, 8L, TimeUnit.MILLISECOND, 9L, TimeUnit.MICROSECOND, 10L, TimeUnit.NANOSECOND);
    private static final long MICROS = 1_000_000;
    private static final int NANOS_PER_MICRO = 1000;

    /** Returns what a date and time of Python is; null if the value is none. */
    static @Nullable Moment of(Object value) throws IOException {
        if (value instanceof LocalDateTime local) {
            return of(local.toInstant(ZoneOffset.UTC), null);
        }
        if (value instanceof OffsetDateTime there) {
            return of(there.toInstant(), Zones.name(there.getOffset()));
        }
        if (value instanceof ZonedDateTime there) {
            return of(there.toInstant(), Zones.name(there.getZone()));
        }
        if (value instanceof Instant instant) {
            return of(instant, Zones.name(ZoneOffset.UTC));
        }
        return value instanceof PandasObject object && object.is("_unpickle_timestamp") ? ofTimestamp(object) : null;
    }

    private static Moment of(Instant instant, @Nullable String zone) {
        long micros = instant.getEpochSecond() * MICROS + instant.getNano() / NANOS_PER_MICRO;
        return new Moment(micros, TimeUnit.MICROSECOND, zone);
    }

    /** A value, a frequency, a zone and, from pandas 1.5 on, the number of the unit. */
    private static Moment ofTimestamp(PandasObject timestamp) throws IOException {
        if (!(timestamp.argument(0) instanceof Long value)) {
            throw new IOException("a Timestamp of " + PythonText.describe(timestamp.argument(0)));
        }
        Object zone = timestamp.argument(2);
        return new Moment(value, unit(timestamp.argument(3)), zone == null ? null : Zones.name(zone));
    }

    /** Reads NumPy's number of a unit; nanoseconds if there is none. */
    static TimeUnit unit(@Nullable Object number) throws IOException {
        if (number == null) {
            return TimeUnit.NANOSECOND;
        }
        TimeUnit unit = number instanceof Long code ? UNITS.get(code) : null;
        if (unit != null) {
            return unit;
        }
        throw new IOException("NumPy's unit " + number + "; pandas has 7 to 10");
    }

    /** Shows it as Python does. */
    @Override
    public String toString() {
        long perSecond = TimeUnits.perSecond(unit);
        long nanos = Math.floorMod(value, perSecond) * Units.factor(unit, TimeUnit.NANOSECOND);
        LocalDateTime local = LocalDateTime.ofEpochSecond(Math.floorDiv(value, perSecond), (int) nanos, ZoneOffset.UTC);
        String text = local.toLocalDate() + " " + local.toLocalTime().withNano(0);
        String whole = local.getSecond() == 0 ? text + ":00" : text;
        if (nanos == 0) {
            return whole;
        }
        String fraction = String.format(".%09d", nanos);
        return whole + (fraction.endsWith("000") ? fraction.substring(0, fraction.length() - 3) : fraction);
    }

    /** A span of time, as an object of its own. */
    record Span(long value, TimeUnit unit) {}
}
