package io.partd.codecs.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Python's {@code datetime}, with the zones of {@code zoneinfo} and {@code pytz}.
 *
 * <pre>
 * bytes   content
 * 2       year, big-endian (date, datetime)
 * 1       month; its highest bit is the fold of a datetime: the second time of an hour that comes twice
 * 1       day
 * 1       hour (time, datetime); its highest bit is the fold of a time
 * 1       minute
 * 1       second
 * 3       microsecond, big-endian
 * </pre>
 */
final class DatetimeConstructors {

    static final int NANOS_PER_MICRO = 1000;

    private static final int DATE = 4;
    private static final int TIME = 6;
    private static final int FOLD = 0x80;
    private static final long MOST_DAYS = 999_999_999;

    private DatetimeConstructors() {}

    static void addTo(Globals.Names names) {
        names.add("datetime", "date", DatetimeConstructors::date);
        names.add("datetime", "time", DatetimeConstructors::time);
        names.add("datetime", "datetime", DatetimeConstructors::datetime);
        names.add("datetime", "timedelta", DatetimeConstructors::timedelta);
        names.add("datetime", "timezone", DatetimeConstructors::timezone);
        Global unpickle = new Global(
                "zoneinfo", "ZoneInfo._unpickle", arguments -> zone(Arguments.get(arguments, 0, String.class)));
        names.alias("zoneinfo", "ZoneInfo._unpickle", unpickle);
        names.add("zoneinfo", "ZoneInfo", null);
        names.add("builtins", "getattr", arguments -> getattr(arguments, unpickle));
        names.add("__builtin__", "getattr", arguments -> getattr(arguments, unpickle));
        names.add("pytz", "_UTC", arguments -> ZoneOffset.UTC);
        names.add("pytz", "_p", DatetimeConstructors::pytz);
    }

    private static LocalDate date(Tuple arguments) throws IOException {
        byte[] state = state(arguments, 1, DATE);
        return LocalDate.of(year(state), state[2], state[3]);
    }

    private static Object time(Tuple arguments) throws IOException {
        LocalTime time = time(state(arguments, 2, TIME), 0);
        Object zone = zone(arguments);
        if (zone == null) {
            return time;
        }
        return time.atOffset(Arguments.cast(zone, ZoneOffset.class));
    }

    private static Object datetime(Tuple arguments) throws IOException {
        byte[] state = state(arguments, 2, DATE + TIME);
        boolean fold = (state[2] & FOLD) != 0;
        LocalDateTime datetime =
                LocalDateTime.of(LocalDate.of(year(state), state[2] & ~FOLD & 0xff, state[3]), time(state, DATE));
        Object zone = zone(arguments);
        if (zone == null) {
            return datetime;
        }
        if (zone instanceof ZoneOffset offset) {
            return datetime.atOffset(offset);
        }
        if (zone instanceof PytzZone pytz) {
            return pytz.at(datetime);
        }
        ZonedDateTime zoned = datetime.atZone(Arguments.cast(zone, ZoneId.class));
        if (!zoned.toLocalDateTime().equals(datetime)) {
            throw new IOException(datetime + " is not in " + zone + ", which has a gap there");
        }
        return fold ? zoned.withLaterOffsetAtOverlap() : zoned.withEarlierOffsetAtOverlap();
    }

    private static byte[] state(Tuple arguments, int most, int length) throws IOException {
        Arguments.require(arguments, 1, most);
        Object first = arguments.get(0);
        byte[] state = first instanceof String text ? text.getBytes(ISO_8859_1) : Arguments.cast(first, byte[].class);
        if (state.length != length) {
            throw new IOException(state.length + " bytes instead of " + length);
        }
        return state;
    }

    private static @Nullable Object zone(Tuple arguments) {
        return arguments.size() < 2 ? null : arguments.get(1);
    }

    private static int year(byte[] state) {
        return ((state[0] & 0xff) << 8) | (state[1] & 0xff);
    }

    private static LocalTime time(byte[] state, int at) {
        int micros = ((state[at + 3] & 0xff) << 16) | ((state[at + 4] & 0xff) << 8) | (state[at + 5] & 0xff);
        return LocalTime.of(state[at] & ~FOLD & 0xff, state[at + 1], state[at + 2], micros * NANOS_PER_MICRO);
    }

    private static Duration timedelta(Tuple arguments) throws IOException {
        Arguments.require(arguments, 3, 3);
        long days = Arguments.get(arguments, 0, Long.class);
        long seconds = Arguments.get(arguments, 1, Long.class);
        long micros = Arguments.get(arguments, 2, Long.class);
        if (Math.abs(days) > MOST_DAYS || seconds < 0 || seconds >= 86_400 || micros < 0 || micros >= 1_000_000) {
            throw new IOException("a timedelta of " + List.of(days, seconds, micros));
        }
        return Duration.ofDays(days).plusSeconds(seconds).plusNanos(micros * NANOS_PER_MICRO);
    }

    private static ZoneOffset timezone(Tuple arguments) throws IOException {
        Arguments.require(arguments, 1, 2);
        Duration offset = Arguments.get(arguments, 0, Duration.class);
        if (offset.getNano() != 0) {
            throw new IOException("an offset of " + offset + "; Java's are of whole seconds");
        }
        return ZoneOffset.ofTotalSeconds(Arguments.toInt(offset.getSeconds()));
    }

    /**
     * A zone's name and, unless it is of a zone that was never asked for a time, the offset, its part of DST, a name.
     */
    private static Object pytz(Tuple arguments) throws IOException {
        ZoneId zone = zone(Arguments.get(arguments, 0, String.class));
        if (arguments.size() < 4 || "LMT".equals(arguments.get(3))) {
            return zone;
        }
        return new PytzZone(zone, ZoneOffset.ofTotalSeconds(Arguments.getInt(arguments, 1)));
    }

    private static ZoneId zone(String name) {
        return ZoneId.of(name);
    }

    /** Protocols 0 to 3 cannot name what is in a class, and get it by this; there is nothing else to get. */
    private static Global getattr(Tuple arguments, Global unpickle) throws IOException {
        Arguments.require(arguments, 2, 2);
        String name = Arguments.get(arguments, 0, Global.class) + "." + arguments.get(1);
        if (!name.equals(unpickle.toString())) {
            throw new IOException("'" + name + "' is not allowed");
        }
        return unpickle;
    }
}
