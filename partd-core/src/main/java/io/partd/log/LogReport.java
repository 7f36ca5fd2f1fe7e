package io.partd.log;

import java.util.List;

/**
 * What is in a log, found by reading all of it. Immutable.
 *
 * @param segments the number of segments that could be read
 * @param batches the number of whole batches of records
 * @param records the number of records in these
 * @param keys the number of keys that have a value by these
 * @param bytes the number of bytes that were read
 * @param damages what is damaged, in the order of the log
 */
public record LogReport(int segments, long batches, long records, long keys, long bytes, List<LogDamage> damages) {

    /** Makes a report; the list is copied. */
    public LogReport {
        damages = List.copyOf(damages);
    }

    /**
     * Tells whether nothing needs a repair: there is no damage, but perhaps the end of a write that did not come to its
     * end, which the next opening cuts off.
     */
    public boolean isWhole() {
        return damages.stream().allMatch(damage -> damage.kind() == LogDamage.Kind.TORN_END);
    }
}
