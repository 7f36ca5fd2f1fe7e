package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The memory of a shuffle: hands out blocks to read into, each with an arena of the same size to scatter into, and
 * makes the reader wait when all of it is in use. Thread-safe, but blocks are acquired by one thread at a time.
 *
 * <p>Blocks have a standard size, a 64th of the memory, or they are large, an eighth of it, for records that do not
 * fit. All are used again. There are two large ones at most, made when the first is needed; from then on half of the
 * memory is theirs.
 */
final class BlockPool {

    private static final int UNIT = 1 << 10;
    private static final int LARGEST_STANDARD = 1 << 20;
    private static final int LARGEST = 1 << 30;
    private static final int LARGE_PIECES = 4;

    private final int standard;
    private final int large;
    /** How many blocks and arenas of the standard size fit, and of the large one. */
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

    /** Makes a pool whose blocks and arenas together have at most so many bytes. */
    static BlockPool of(ByteSize memory) {
        if (memory.compareTo(Shuffle.MIN_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + memory + " is less than " + Shuffle.MIN_MEMORY);
        }
        return new BlockPool(memory.bytes());
    }

    /** Returns the bytes of records that a block has room for. */
    int standard() {
        return standard;
    }

    /** Returns the bytes of records that a large block has room for, which is the most that a record can have. */
    int large() {
        return large;
    }

    /** Waits for the memory for a block and its arena. */
    Block acquire() throws InterruptedIOException {
        take(free, 2);
        return new Block(arrayOf(arrays, standard));
    }

    /** Waits for the memory for a large block and its arena. */
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

    /** Returns the arena that was acquired with a block; it is released by itself. */
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

    /** Gives back a block, but for its arena. */
    void release(Block block) {
        boolean isLarge = block.capacity() == large;
        (isLarge ? largeArrays : arrays).add(block.bytes());
        (isLarge ? freeLarge : free).release();
    }

    /** Gives back an arena. */
    void release(ByteBuffer arena) {
        if (arena.hasArray() && arena.arrayOffset() == 0) {
            largeArrays.add(arena.array());
            freeLarge.release();
        } else {
            arenas.add(arena);
            free.release();
        }
    }

    /** Gives back a block whose arena was not asked for. */
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
