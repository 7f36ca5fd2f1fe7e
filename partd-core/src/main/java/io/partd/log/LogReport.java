package io.partd.log;

import java.util.List;

/**
 * The contents of a log, found by reading all of it. Immutable.
 *
 * @param segments the number of readable segments
 * @param batches the number of whole batches
 * @param records the number of records in whole batches
 * @param keys the number of keys to which these records give a value
 * @param bytes the number of bytes read
 * @param damages the damage, in the order of the log
 */
public record LogReport(int segments, long batches, long records, long keys, long bytes, List<LogDamage> damages) {

    /** Makes a report; the list is copied. */
    public LogReport {
        damages = List.copyOf(damages);
    }

    /**
     * Returns whether the log needs no repair. It may still end with an incomplete write, which the next opening cuts
     * off.
     */
    public boolean isWhole() {
        return damages.stream().allMatch(damage -> damage.kind() == LogDamage.Kind.TORN_END);
    }
}
