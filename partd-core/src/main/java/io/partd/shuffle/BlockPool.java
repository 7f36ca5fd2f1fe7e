package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/**
 * The memory of a shuffle: hands out blocks to read into, each with an arena of the same size to scatter into, and
 * makes the reader wait when all of it is in use. Blocks of the standard size are used again. Thread-safe.
 */
final class BlockPool {

    private static final int UNIT = 1 << 10;
    private static final int LARGEST_STANDARD = 1 << 20;

    private final int standard;
    private final int units;
    private final Semaphore free;
    private final Queue<byte[]> arrays = new ConcurrentLinkedQueue<>();
    private final Queue<ByteBuffer> arenas = new ConcurrentLinkedQueue<>();

    private BlockPool(int units, int standard) {
        this.units = units;
        this.standard = standard;
        this.free = new Semaphore(units, true);
    }

    /** Makes a pool whose blocks and arenas together have at most so many bytes. */
    static BlockPool of(ByteSize memory) {
        if (memory.compareTo(Shuffle.LEAST_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + memory + " is less than " + Shuffle.LEAST_MEMORY);
        }
        int units = (int) Math.min(memory.bytes() / UNIT, Integer.MAX_VALUE);
        return new BlockPool(units, Math.min(LARGEST_STANDARD, units / 64 * UNIT));
    }

    /**
     * Returns the most bytes a record can have. An eighth of the memory: a block of that size, the next one, and a wave
     * of a quarter waiting to be written fit together, so the reader never waits for what only it could free.
     */
    int largest() {
        int most = (int) Math.min((long) units * UNIT / 8, 1 << 30);
        return Math.max(standard, most / UNIT * UNIT);
    }

    int standard() {
        return standard;
    }

    /** Waits for the memory for a block and its arena. */
    Block acquire(int capacity) throws InterruptedIOException {
        try {
            free.acquire(2 * (capacity / UNIT));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for memory").initCause(e);
        }
        byte[] array = capacity == standard ? arrays.poll() : null;
        return new Block(array == null ? new byte[capacity + RecordFormat.SLACK] : array);
    }

    /** Returns the arena that was acquired with a block; it is released by itself. */
    ByteBuffer arena(Block block) {
        if (block.capacity() != standard) {
            return ByteBuffer.allocate(block.capacity() + RecordFormat.SLACK);
        }
        ByteBuffer arena = arenas.poll();
        return arena == null ? ByteBuffer.allocateDirect(standard + RecordFormat.SLACK) : arena;
    }

    /** Gives back a block, but for its arena. */
    void release(Block block) {
        if (block.capacity() == standard) {
            arrays.add(block.bytes());
        }
        free.release(block.capacity() / UNIT);
    }

    /** Gives back an arena. */
    void release(ByteBuffer arena) {
        int capacity = arena.capacity() - RecordFormat.SLACK;
        if (capacity == standard) {
            arenas.add(arena);
        }
        free.release(capacity / UNIT);
    }

    /** Gives back a block whose arena was not asked for. */
    void releaseUnused(Block block) {
        release(block);
        free.release(block.capacity() / UNIT);
    }
}
