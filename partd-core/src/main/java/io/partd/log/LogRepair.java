package io.partd.log;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The result of a repair. Immutable.
 *
 * @param found the contents of the log before the repair
 * @param kept the contents of the log after it
 * @param quarantined the names of the damaged files that the repair kept in the log's directory; nothing reads them
 */
public record LogRepair(LogReport found, LogReport kept, List<String> quarantined) {

    /** Makes the record; the list is copied. */
    public LogRepair {
        quarantined = List.copyOf(quarantined);
    }

    /** Returns whether the repair changed anything. */
    public boolean isChanged() {
        return !found.damages().isEmpty();
    }

    /** Returns the number of bytes that each key has lost, as far as they are known. */
    public SortedMap<String, Long> lost() {
        SortedMap<String, Long> lost = new TreeMap<>();
        for (LogDamage damage : found.damages()) {
            damage.lost().forEach((key, bytes) -> lost.merge(key, bytes, Long::sum));
        }
        return Collections.unmodifiableSortedMap(lost);
    }
}
