package io.partd.shuffle;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A block's records grouped by partition. The arena holds runs of records, each of one partition. Within a partition,
 * runs and records are in input order.
 */
final class ScatteredBlock {

    /** The partition of rejected records. */
    static final int REJECTED = -1;

    private static final long REASONS_PER_BYTE = 4;

    private final ByteBuffer arena;
    private final int sourceIndex;
    private final BlockFaults faults;
    private int[] runs = {};
    private int runCount;
    private long lines;

    ScatteredBlock(ByteBuffer arena, int sourceIndex) {
        this.arena = arena;
        this.sourceIndex = sourceIndex;
        this.faults = new BlockFaults(REASONS_PER_BYTE * arena.capacity());
    }

    /** Makes room for more runs. */
    void reserveRuns(int count) {
        runs = Arrays.copyOf(runs, 4 * (runCount + count));
    }

    void addRun(int partition, int offset, int length, int records) {
        int at = 4 * runCount++;
        runs[at] = partition;
        runs[at + 1] = offset;
        runs[at + 2] = length;
        runs[at + 3] = records;
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

    /** Returns the faults of the rejected records, in the order of their runs. */
    BlockFaults faults() {
        return faults;
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
