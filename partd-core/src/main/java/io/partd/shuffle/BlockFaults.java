package io.partd.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the rejected records of a block are, and why they are rejected, in input order. Equal reasons are kept once,
 * and all of them take bounded memory: a block of short records that are rejected for different reasons keeps the first
 * ones.
 */
final class BlockFaults {

    /** The reason of a record whose own reason is not kept. */
    static final String NOT_KEPT = "it has no partition, as many rows before it; its own reason is not kept";

    /** What a reason takes besides its characters. */
    private static final int PER_REASON = 100;

    private final long memory;
    private final List<String> reasons = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();
    private long held;

    /** For each fault the lines before it, the record's length and the number of its reason. */
    private int[] faults = {};

    private int count;

    /** Makes an empty list whose reasons take about that many bytes. */
    BlockFaults(long memory) {
        this.memory = memory;
    }

    void add(long linesBefore, int length, String reason) {
        if (3 * count == faults.length) {
            faults = Arrays.copyOf(faults, Math.max(24, 2 * faults.length));
        }
        int at = 3 * count++;
        faults[at] = (int) linesBefore;
        faults[at + 1] = length;
        faults[at + 2] = number(reason);
    }

    private int number(String reason) {
        String kept = held < memory || numbers.containsKey(reason) ? reason : NOT_KEPT;
        Integer known = numbers.putIfAbsent(kept, reasons.size());
        if (known != null) {
            return known;
        }
        reasons.add(kept);
        held += PER_REASON + kept.length();
        return reasons.size() - 1;
    }

    /** Returns the number of lines of the block before a record. */
    int linesBefore(int fault) {
        return faults[3 * fault];
    }

    /** Returns the number of a record's bytes. */
    int length(int fault) {
        return faults[3 * fault + 1];
    }

    String reason(int fault) {
        return reasons.get(faults[3 * fault + 2]);
    }
}
