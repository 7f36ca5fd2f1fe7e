package io.partd.pandas;

import io.partd.codecs.pickle.PytzZone;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What Arrow calls the time zones that a pickle may have. */
final class Zones {

    private static final int MINUTE = 60;
    private static final long MOST_MINUTES = 18 * 60;
    private static final String DIRECTORY = "/zoneinfo/";

    private Zones() {}

    /** Returns a zone's name, as in {@code UTC}, {@code Europe/Oslo} or {@code +02:00}. */
    static String name(@Nullable Object zone) throws IOException {
        if (zone instanceof ZoneOffset offset) {
            return name(offset);
        }
        if (zone instanceof ZoneId id) {
            return id.getId();
        }
        if (zone instanceof PytzZone pytz) {
            return pytz.zone().getId();
        }
        if (zone instanceof String text) {
            return text;
        }
        if (zone instanceof PandasObject object) {
            if (object.is("tzutc")) {
                return name(ZoneOffset.UTC);
            }
            if (object.is("FixedOffset") && object.argument(0) instanceof Long minutes) {
                return offset(minutes);
            }
            if (object.is("tzoffset") && object.attribute("_offset") instanceof Duration offset) {
                return offset(offset.toMinutes());
            }
            if (object.is("tzfile") && object.argument(1) instanceof String file && file.contains(DIRECTORY)) {
                return file.substring(file.lastIndexOf(DIRECTORY) + DIRECTORY.length());
            }
        }
        throw new IOException("a time zone that is " + PythonText.describe(zone) + ", which has no name in Arrow");
    }

    private static String name(ZoneOffset offset) {
        return offset.equals(ZoneOffset.UTC) ? "UTC" : offset.getId();
    }

    private static String offset(long minutes) throws IOException {
        if (Math.abs(minutes) > MOST_MINUTES) {
            throw new IOException("a time zone of " + minutes + " minutes; Java's are of at most " + MOST_MINUTES);
        }
        return name(ZoneOffset.ofTotalSeconds((int) minutes * MINUTE));
    }
}
