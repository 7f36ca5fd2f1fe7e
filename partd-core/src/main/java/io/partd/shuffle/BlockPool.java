package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The memory of a shuffle. It hands out blocks to read into, each with an arena of the same size to scatter into, and
 * makes the reader wait while all memory is in use. Thread-safe, but one thread at a time acquires blocks.
 *
 * <p>A standard block has a 64th of the memory, a large one, for records that do not fit, an eighth. The pool reuses
 * all blocks. It has at most two large blocks with their arenas. They are reserved when the first is needed, and from
 * then on take half of the memory.
 */
final class BlockPool {

    private static final int UNIT = 1 << 10;
    private static final int LARGEST_STANDARD = 1 << 20;
    private static final int LARGEST = 1 << 30;
    private static final int LARGE_PIECES = 4;

    private final int standard;
    private final int large;
    /** One permit for each free block or arena of the standard size. */
    private final Semaphore free;

    private final Semaphore freeLarge = new Semaphore(LARGE_PIECES, true);
    private boolean hasLarge;

    private final Queue<byte[]> arrays = new ConcurrentLinkedQueue<>();
    private final Queue<byte[]> largeArrays = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> arenas = new ConcurrentLinkedQueue<>();

    private BlockPool(long memory) {
        standard = (int) Math.min(LARGEST_STANDARD, memory / 64 / UNIT * UNIT);
        large = (int) Math.min(LARGEST, memory / 8 / UNIT * UNIT);
        free = new Semaphore((int) Math.min(memory / standard, Integer.MAX_VALUE), true);
    }

    /** Makes a pool whose blocks and arenas have at most the given size together. */
    static BlockPool of(ByteSize memory) {
        if (memory.compareTo(Shuffle.MIN_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + memory + " is less than " + Shuffle.MIN_MEMORY);
        }
        return new BlockPool(memory.bytes());
    }

    /** Returns the capacity of a standard block in bytes of records. */
    int standard() {
        return standard;
    }

    /** Returns the capacity of a large block in bytes of records, which is the largest record. */
    int large() {
        return large;
    }

    /** Waits for the memory of a standard block and its arena, and returns the block. */
    Block acquire() throws InterruptedIOException {
        take(free, 2);
        return new Block(arrayOf(arrays, standard));
    }

    /** Waits for the memory of a large block and its arena, and returns the block. */
    Block acquireLarge() throws InterruptedIOException {
        if (!hasLarge) {
            take(free, (int) ((LARGE_PIECES * (long) large + standard - 1) / standard));
            arrays.clear();
            arenas.clear();
            hasLarge = true;
        }
        take(freeLarge, 2);
        return new Block(arrayOf(largeArrays, large));
    }

    /** Returns the arena that was acquired with a block. It is released separately. */
    ByteBuffer arena(Block block) {
        if (block.capacity() == large) {
            return ByteBuffer.wrap(arrayOf(largeArrays, large));
        }
        ByteBuffer arena = arenas.poll();
        return arena == null ? ByteBuffer.allocateDirect(standard + RecordFormat.PADDING) : arena;
    }

    boolean isLarge(ByteBuffer arena) {
        return arena.hasArray();
    }

    /** Releases a block, and not its arena. */
    void release(Block block) {
        boolean isLarge = block.capacity() == large;
        (isLarge ? largeArrays : arrays).add(block.bytes());
        (isLarge ? freeLarge : free).release();
    }

    /** Releases an arena. */
    void release(ByteBuffer arena) {
        if (arena.hasArray() && arena.arrayOffset() == 0) {
            largeArrays.add(arena.array());
            freeLarge.release();
        } else {
            arenas.add(arena);
            free.release();
        }
    }

    /** Releases a block and its arena, which nobody has used. */
    void releaseUnused(Block block) {
        release(block);
        (block.capacity() == large ? freeLarge : free).release();
    }

    private static byte[] arrayOf(Queue<byte[]> idle, int capacity) {
        byte[] array = idle.poll();
        return array == null ? new byte[capacity + RecordFormat.PADDING] : array;
    }

    private static void take(Semaphore pieces, int count) throws InterruptedIOException {
        try {
            pieces.acquire(count);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for memory").initCause(e);
        }
    }
}
