package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.List;

/** Sorted rows, as blocks one after the other, each a piece in memory or on the disk. */
final class SortedRun {

    private final HeldGroup blocks = new HeldGroup();
    private final List<Integer> lastPartitions = new ArrayList<>();
    private long largest;

    /**
     * Adds a block; returns the bytes that are taken for it.
     *
     * @param lastPartition that of its last row
     */
    long add(HeldGroup.Piece block, int lastPartition) {
        long memory = blocks.add(block);
        lastPartitions.add(lastPartition);
        largest = Math.max(largest, memory);
        return memory;
    }

    /** Returns the blocks: those on the disk come before those in memory. */
    HeldGroup blocks() {
        return blocks;
    }

    /** Returns how many bytes a block takes at most that is read from the disk. */
    long largest() {
        return blocks.isSpilled() ? largest : 0;
    }

    /** Returns the number of the first block that has rows of a partition or of later ones; they may be none. */
    int firstBlock(int partition) {
        int block = 0;
        while (block < lastPartitions.size() && lastPartitions.get(block) < partition) {
            block++;
        }
        return block;
    }
}
