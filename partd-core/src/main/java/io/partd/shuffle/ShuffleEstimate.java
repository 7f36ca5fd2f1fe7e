package io.partd.shuffle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shuffle would do, by a sample.
 *
 * @param sample what the shuffle does with the sample; of tables, bytes are not counted
 * @param whole whether the sample is all there is, so that this is no estimate
 * @param heaviest the keys of most records in the sample, the heaviest first
 */
public record ShuffleEstimate(ShuffleSummary sample, boolean whole, List<HeavyKey> heaviest) {

    /** Makes an estimate; the list is copied. */
    public ShuffleEstimate {
        heaviest = List.copyOf(heaviest);
    }

    /**
     * A key and its records.
     *
     * @param key its values as text, null for null; one, unless the shuffle is by several keys
     * @param records how many records of the sample have it; at most a few of ten thousand are missing
     */
    public record HeavyKey(List<@Nullable String> key, long records) {

        /** Makes a key; the list is copied. */
        public HeavyKey {
            key = Collections.unmodifiableList(new ArrayList<>(key));
        }
    }
}
