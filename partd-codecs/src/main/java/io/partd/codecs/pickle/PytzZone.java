package io.partd.codecs.pickle;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;

/**
 * A zone of pytz, of which each object stands for one of the zone's offsets.
 *
 * @param zone the zone
 * @param offset the offset, which the zone need not have at all times
 */
public record PytzZone(ZoneId zone, ZoneOffset offset) {

    /** Returns the time in the zone; if the zone has another offset then, at the offset, which is what Python has. */
    public Temporal at(LocalDateTime datetime) {
        return zone.getRules().isValidOffset(datetime, offset)
                ? ZonedDateTime.ofLocal(datetime, zone, offset)
                : datetime.atOffset(offset);
    }

    /** Returns the zone's name. */
    @Override
    public String toString() {
        return zone.getId();
    }
}
