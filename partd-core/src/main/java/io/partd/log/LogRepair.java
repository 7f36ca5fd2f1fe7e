package io.partd.log;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a repair has done. Immutable.
 *
 * @param found what was in the log before
 * @param kept what is in it now
 * @param quarantined the names of the damaged files that were kept beside it in its directory; nothing reads them
 */
public record LogRepair(LogReport found, LogReport kept, List<String> quarantined) {

    /** Makes the record; the list is copied. */
    public LogRepair {
        quarantined = List.copyOf(quarantined);
    }

    /** Tells whether anything had to be done. */
    public boolean isChanged() {
        return !found.damages().isEmpty();
    }

    /** Returns how many bytes each key has lost, as far as that could still be read. */
    public SortedMap<String, Long> lost() {
        SortedMap<String, Long> lost = new TreeMap<>();
        for (LogDamage damage : found.damages()) {
            damage.lost().forEach((key, bytes) -> lost.merge(key, bytes, Long::sum));
        }
        return Collections.unmodifiableSortedMap(lost);
    }
}
