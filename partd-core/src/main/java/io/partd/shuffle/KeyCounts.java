package io.partd.shuffle;

import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts keys in bounded memory (Misra and Gries): when there are too many, the median of all counts is taken from
 * each, and those that have nothing left are forgotten. So what is missing from a count is a small share of all
 * records, and heavy keys stay. For one thread.
 *
 * <pre>{@code
 * KeyCounts counts = new KeyCounts();
 * counts.add(List.of("Oslo"));
 * List<HeavyKey> heaviest = counts.heaviest(10);
 * }</pre>
 */
public final class KeyCounts {

    private static final int MOST = 1 << 16;

    private final Map<List<@Nullable String>, Long> counts = new HashMap<>();

    /** Makes counts of no key yet. */
    public KeyCounts() {}

    /** Counts a record of a key, which must not change. */
    public void add(List<@Nullable String> key) {
        counts.merge(key, 1L, Long::sum);
        if (counts.size() > MOST) {
            long median = counts.values().stream()
                    .sorted()
                    .skip(counts.size() / 2)
                    .findFirst()
                    .orElse(0L);
            counts.replaceAll((each, count) -> count - median);
            counts.values().removeIf(count -> count <= 0);
        }
    }

    /** Returns the keys of the largest counts, the largest first. */
    public List<HeavyKey> heaviest(int most) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<List<@Nullable String>, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(entry -> String.valueOf(entry.getKey())))
                .limit(most)
                .map(entry -> new HeavyKey(entry.getKey(), entry.getValue()))
                .toList();
    }
}
