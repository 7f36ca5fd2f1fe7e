package io.partd.buffer;

import java.util.Arrays;

/**
 * Memory in blocks of one size, which are cut from large arrays. A chain of blocks holds a value; block numbers link
 * it. Calls exclude each other by the owner's lock. A {@link Run} reads blocks without the lock while they are in use.
 *
 * <p>Blocks of one size leave no gaps that are too small to use. Blocks that lie side by side in a chain are read as
 * one range. A large array is a humongous object for the G1 collector, which never copies it. The first slab is small,
 * and stays when all others go, so that a buffer that is often flushed does not allocate again each time.
 */
final class Slabs {

    /** The number of no block. */
    static final int NONE = -1;

    private static final int MIN_SLAB = 1 << 10;
    private static final int FIRST_SLAB = 1 << 20;
    private static final int MAX_SLAB = 1 << 25;

    /** What an array leaves of a round size for its header, so that it fills whole regions of the heap. */
    private static final int HEADER = 64;

    private static final int MIN_BLOCK = 1 << 7;
    private static final int MAX_BLOCK = 1 << 10;

    /** What a slab takes besides its blocks and their links: three objects' headers and a reference, uncompressed. */
    private static final int OVERHEAD = 96;

    /** An array of blocks, and for each block the next one in its chain. */
    static final class Slab {

        final byte[] bytes;
        final int[] next;

        private Slab(byte[] bytes, int[] next) {
            this.bytes = bytes;
            this.next = next;
        }
    }

    private final int blockBytes;
    private final int blockShift;
    private final int perSlab;
    private final int perFirst;
    private final int shift;
    private final int mask;
    private Slab[] slabs = {};
    private int free = NONE;
    private int used;

    /** Chooses sizes for a limit on all memory. */
    Slabs(long limit) {
        long block = Long.highestOneBit(Math.max(1, limit >> 19));
        blockBytes = (int) Math.max(MIN_BLOCK, Math.min(MAX_BLOCK, block));
        blockShift = Integer.numberOfTrailingZeros(blockBytes);
        long slab = Math.max(MIN_SLAB, Math.min(MAX_SLAB, Long.highestOneBit(Math.max(1, limit >> 5))));
        perSlab = (int) (slab < FIRST_SLAB ? slab : slab - HEADER) / blockBytes;
        perFirst = Math.min(perSlab, (FIRST_SLAB - HEADER) / blockBytes);
        shift = 32 - Integer.numberOfLeadingZeros(perSlab - 1);
        mask = (1 << shift) - 1;
    }

    int blockBytes() {
        return blockBytes;
    }

    /** The number of blocks that so many bytes fill. */
    long blocks(long bytes) {
        return (bytes + blockBytes - 1) >> blockShift;
    }

    /** The memory of some blocks with their share of the slab, in bytes. */
    long memory(long blocks) {
        return blocks * slabMemory(perFirst) / perFirst;
    }

    /** The number of blocks in use. */
    int used() {
        return used;
    }

    /** Returns the number of free blocks in the allocated slabs. */
    long free() {
        return slabs.length == 0 ? 0 : perFirst + (slabs.length - 1L) * perSlab - used;
    }

    /** Returns the bytes that all slabs would take with so many more blocks in use. */
    long memoryWith(long more) {
        long missing = more - free();
        long memory = 0;
        if (slabs.length > 0 || more > 0) {
            memory = slabMemory(perFirst) + Math.max(0, slabs.length - 1) * slabMemory(perSlab);
            missing -= slabs.length == 0 ? perFirst : 0;
        }
        return missing <= 0 ? memory : memory + (missing + perSlab - 1) / perSlab * slabMemory(perSlab);
    }

    /** Allocates the slabs for so many more blocks; if memory is short, no block has changed. */
    void reserve(int more) {
        while (free() < more) {
            int blocks = slabs.length == 0 ? perFirst : perSlab;
            Slab[] grown = Arrays.copyOf(slabs, slabs.length + 1);
            grown[slabs.length] = new Slab(new byte[blocks * blockBytes], new int[blocks]);
            slabs = grown;
            addFree(slabs.length - 1);
        }
    }

    /**
     * Takes a free block and those that lie beside it, as a chain.
     *
     * @param most how many blocks to take at most
     * @return the number of the first one; the others follow it
     */
    int take(long most) {
        reserve(1);
        int first = free;
        int last = first;
        while (last - first + 1 < most && next(last) == last + 1 && ((last + 1) & mask) != 0) {
            last++;
        }
        free = next(last);
        setNext(last, NONE);
        used += last - first + 1;
        return first;
    }

    /** The last block of a chain of blocks that lie side by side. */
    int last(int first) {
        int last = first;
        while (next(last) != NONE) {
            last++;
        }
        return last;
    }

    /** Gives a chain of blocks back. */
    void free(int first, int last, int count) {
        setNext(last, free);
        free = first;
        used -= count;
        if (used == 0) {
            clear();
        }
    }

    /** Gives all blocks back, and all slabs but one to the heap. */
    void clear() {
        slabs = slabs.length == 0 ? slabs : new Slab[] {new Slab(slabs[0].bytes, new int[perFirst])};
        free = NONE;
        used = 0;
        if (slabs.length > 0) {
            addFree(0);
        }
    }

    int next(int block) {
        return slabs[block >>> shift].next[block & mask];
    }

    void setNext(int block, int next) {
        slabs[block >>> shift].next[block & mask] = next;
    }

    /** The array in which a block lies. */
    byte[] bytes(int block) {
        return slabs[block >>> shift].bytes;
    }

    /** Where a block begins in its array. */
    int offset(int block) {
        return (block & mask) * blockBytes;
    }

    /** A range of bytes of a chain. It stays readable without the lock as long as its blocks are in use. */
    Run run(MemTable.Entry entry, int first, int start, long length) {
        return new Run(entry, slabs, shift, blockBytes, first, start, length);
    }

    private long slabMemory(int blocks) {
        return (long) blocks * (blockBytes + Integer.BYTES) + OVERHEAD;
    }

    private void addFree(int slab) {
        int[] next = slabs[slab].next;
        int first = slab << shift;
        for (int i = 0; i < next.length - 1; i++) {
            next[i] = first + i + 1;
        }
        next[next.length - 1] = free;
        free = first;
    }
}
