package io.partd.shuffle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A block's records grouped by partition. The arena holds runs of records, each of one partition. Within a partition,
 * runs and records are in input order.
 */
final class ScatteredBlock {

    /** The partition of rejected records. */
    static final int REJECTED = -1;

    private static final int FAULTS_KEPT = 20;

    private final ByteBuffer arena;
    private final int sourceIndex;
    private final Map<Integer, List<LocalFault>> faults = new HashMap<>();
    private final List<LocalFault> unplaced = new ArrayList<>();
    private int[] runs = {};
    private int runCount;
    private long lines;

    /** A fault with its line relative to the block's start. */
    record LocalFault(long linesBefore, String reason) {}

    ScatteredBlock(ByteBuffer arena, int sourceIndex) {
        this.arena = arena;
        this.sourceIndex = sourceIndex;
    }

    /** Makes room for more runs. */
    void reserveRuns(int count) {
        runs = Arrays.copyOf(runs, 4 * (runCount + count));
    }

    void addRun(int partition, int offset, int length, int records) {
        if (partition == REJECTED) {
            faults.put(runCount, List.copyOf(unplaced));
            unplaced.clear();
        }
        int at = 4 * runCount++;
        runs[at] = partition;
        runs[at + 1] = offset;
        runs[at + 2] = length;
        runs[at + 3] = records;
    }

    /** Adds a fault in one of the runs that are added next. Keeps the first few only. */
    void addFault(long linesBefore, String reason) {
        if (unplaced.size() < FAULTS_KEPT) {
            unplaced.add(new LocalFault(linesBefore, reason));
        }
    }

    void setLines(long count) {
        lines = count;
    }

    ByteBuffer arena() {
        return arena;
    }

    int sourceIndex() {
        return sourceIndex;
    }

    long lines() {
        return lines;
    }

    /** Returns the first faults of a run of rejected records. */
    List<LocalFault> faults(int run) {
        return faults.getOrDefault(run, List.of());
    }

    int runCount() {
        return runCount;
    }

    int partition(int run) {
        return runs[4 * run];
    }

    int length(int run) {
        return runs[4 * run + 2];
    }

    int records(int run) {
        return runs[4 * run + 3];
    }

    ByteBuffer slice(int run) {
        return arena.slice(runs[4 * run + 1], runs[4 * run + 2]);
    }

    /** Copies a run's bytes into a buffer. */
    void copy(int run, ByteBuffer to) {
        int length = runs[4 * run + 2];
        to.put(to.position(), arena, runs[4 * run + 1], length);
        to.position(to.position() + length);
    }
}
