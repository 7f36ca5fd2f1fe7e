package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.cli.running.MachineMemory;
import io.partd.shuffle.Shuffle;
import org.jspecify.annotations.Nullable;

/** How much memory a shuffle may use: what {@code --memory} says, or as much as there is, up to 1 GiB. */
final class ShuffleMemory {

    private static final long DEFAULT = 1L << 30;

    /** What the heap of a shuffle of tables holds besides a half of its memory. */
    private static final long BESIDE_HALF = 64 << 20;

    private ShuffleMemory() {}

    /**
     * Returns that of text. Half of it is heap, half is not; but with rows longer than a block nearly all is.
     *
     * @throws IllegalArgumentException if more is asked for than the heap has
     */
    static ByteSize ofText(@Nullable String asked) {
        long heap = MachineMemory.heap().bytes();
        if (asked == null) {
            return rounded(heap / 5 * 4, Shuffle.MIN_MEMORY);
        }
        ByteSize memory = ByteSize.of(asked);
        if (memory.bytes() + memory.bytes() / 4 > heap) {
            throw MachineMemory.tooMuch(asked, heap / 5 * 4, memory.bytes() / 4 * 5, memory.bytes() / 2);
        }
        return memory;
    }

    /**
     * Returns that of tables, which is beside the heap; the heap has as much as a half of it in use.
     *
     * @throws IllegalArgumentException if more is asked for than there is
     */
    static ByteSize ofTables(@Nullable String asked) {
        long heap = MachineMemory.heap().bytes();
        long beside = MachineMemory.besideHeap();
        if (asked == null) {
            return rounded(Math.min(beside, 2 * (heap - BESIDE_HALF)), TableShuffle.MIN_MEMORY);
        }
        ByteSize memory = ByteSize.of(asked);
        if (memory.bytes() > beside && memory.compareTo(TableShuffle.MIN_MEMORY) > 0) {
            throw MachineMemory.tooMuch(asked, beside, memory.bytes() / 2 + BESIDE_HALF, memory.bytes());
        }
        return memory;
    }

    private static ByteSize rounded(long fitting, ByteSize least) {
        return MachineMemory.rounded(Math.max(least.bytes(), Math.min(DEFAULT, fitting)));
    }
}
