package io.partd.codecs.pickle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.jspecify.annotations.Nullable;

/** Writes dates and times as Python's {@code datetime} does; {@link DatetimeConstructors} shows the bytes. */
final class Times {

    private static final int DATE = 4;
    private static final int TIME = 6;
    private static final int FOLD = 0x80;
    private static final int LAST_YEAR = 9999;
    private static final long DAY = 86_400;
    private static final long MOST_DAYS = 999_999_999;

    private final Encoder encoder;

    Times(Encoder encoder) {
        this.encoder = encoder;
    }

    /** Writes a value; false if it is not a date, time, duration or zone. */
    boolean save(Object value) throws IOException {
        if (value instanceof LocalDate date) {
            encoder.call(
                    "datetime", "date", put(ByteBuffer.allocate(DATE), date).array());
        } else if (value instanceof LocalTime time) {
            encoder.call(
                    "datetime", "time", put(ByteBuffer.allocate(TIME), time).array());
        } else if (value instanceof OffsetTime time) {
            byte[] bytes = put(ByteBuffer.allocate(TIME), time.toLocalTime()).array();
            encoder.call("datetime", "time", bytes, time.getOffset());
        } else if (value instanceof LocalDateTime datetime) {
            encoder.call("datetime", "datetime", bytes(datetime));
        } else if (value instanceof OffsetDateTime datetime) {
            saveZoned(datetime.toLocalDateTime(), datetime.getOffset());
        } else if (value instanceof Instant instant) {
            saveZoned(
                    LocalDateTime.ofEpochSecond(instant.getEpochSecond(), instant.getNano(), ZoneOffset.UTC),
                    ZoneOffset.UTC);
        } else if (value instanceof ZonedDateTime datetime) {
            saveZoned(datetime);
        } else if (value instanceof Duration duration) {
            saveDuration(duration);
        } else if (value instanceof ZoneOffset offset) {
            encoder.call("datetime", "timezone", Duration.ofSeconds(offset.getTotalSeconds()));
            encoder.memoize(offset);
        } else if (value instanceof ZoneId zone) {
            saveZone(zone);
        } else {
            return false;
        }
        return true;
    }

    private void saveZoned(LocalDateTime datetime, @Nullable Object zone) throws IOException {
        encoder.call("datetime", "datetime", bytes(datetime), zone);
    }

    private void saveZoned(ZonedDateTime datetime) throws IOException {
        byte[] bytes = bytes(datetime.toLocalDateTime());
        if (!datetime.equals(datetime.withEarlierOffsetAtOverlap())) {
            bytes[2] |= (byte) FOLD;
        }
        encoder.call("datetime", "datetime", bytes, datetime.getZone());
    }

    private void saveZone(ZoneId zone) throws IOException {
        if (encoder.protocol() < 4) {
            throw new IOException("zone " + zone + " needs pickle protocol 4, not " + encoder.protocol());
        }
        encoder.call("zoneinfo", "ZoneInfo._unpickle", zone.getId(), true);
        encoder.memoize(zone);
    }

    private void saveDuration(Duration duration) throws IOException {
        long days = Math.floorDiv(duration.getSeconds(), DAY);
        if (Math.abs(days) > MOST_DAYS) {
            throw new IOException(duration + " is longer than Python's timedelta can be");
        }
        encoder.call(
                "datetime",
                "timedelta",
                days,
                Math.floorMod(duration.getSeconds(), DAY),
                micros(duration, duration.getNano()));
    }

    private static byte[] bytes(LocalDateTime datetime) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(DATE + TIME);
        return put(put(bytes, datetime.toLocalDate()), datetime.toLocalTime()).array();
    }

    private static ByteBuffer put(ByteBuffer bytes, LocalDate date) throws IOException {
        if (date.getYear() < 1 || date.getYear() > LAST_YEAR) {
            throw new IOException(date + " is not in the years 1 to " + LAST_YEAR + ", which Python has");
        }
        return bytes.putShort((short) date.getYear())
                .put((byte) date.getMonthValue())
                .put((byte) date.getDayOfMonth());
    }

    private static ByteBuffer put(ByteBuffer bytes, LocalTime time) throws IOException {
        int micros = micros(time, time.getNano());
        return bytes.put((byte) time.getHour())
                .put((byte) time.getMinute())
                .put((byte) time.getSecond())
                .put((byte) (micros >> 16))
                .putShort((short) micros);
    }

    private static int micros(Object time, int nanos) throws IOException {
        if (nanos % DatetimeConstructors.NANOS_PER_MICRO != 0) {
            throw new IOException(time + " has nanoseconds; Python's times have microseconds");
        }
        return nanos / DatetimeConstructors.NANOS_PER_MICRO;
    }
}
