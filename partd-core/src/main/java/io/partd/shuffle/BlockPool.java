package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a shuffle: hands out blocks to read into, each with an arena of the same size to scatter into, and
 * makes the reader wait when all of it is in use. What was given back is used again, or forgotten if it is of another
 * size than what is asked for and would not fit beside it. Thread-safe.
 */
final class BlockPool {

    private static final int UNIT = 1 << 10;
    private static final int LARGEST_STANDARD = 1 << 20;

    private final int standard;
    private final int units;
    private final Semaphore free;
    private final NavigableMap<Integer, Deque<byte[]>> idleArrays = new TreeMap<>();
    private final Deque<ByteBuffer> idleArenas = new ArrayDeque<>();
    private int idleUnits;

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
        return new Block(takeArray(capacity));
    }

    /** Returns the arena that was acquired with a block; it is released by itself. */
    ByteBuffer arena(Block block) {
        return block.capacity() == standard ? takeArena() : ByteBuffer.wrap(takeArray(block.capacity()));
    }

    /** Gives back a block, but for its arena. */
    void release(Block block) {
        keep(block.bytes());
        free.release(block.capacity() / UNIT);
    }

    /** Gives back an arena. */
    void release(ByteBuffer arena) {
        keep(arena);
        free.release((arena.capacity() - RecordFormat.SLACK) / UNIT);
    }

    /** Gives back a block whose arena was not asked for. */
    void releaseUnused(Block block) {
        release(block);
        free.release(block.capacity() / UNIT);
    }

    private synchronized byte[] takeArray(int capacity) {
        byte[] array = removeIdle(capacity);
        forgetExcess();
        return array == null ? new byte[capacity + RecordFormat.SLACK] : array;
    }

    private synchronized ByteBuffer takeArena() {
        ByteBuffer arena = idleArenas.poll();
        if (arena != null) {
            idleUnits -= standard / UNIT;
        }
        forgetExcess();
        return arena == null ? ByteBuffer.allocateDirect(standard + RecordFormat.SLACK) : arena;
    }

    private synchronized void keep(byte[] array) {
        int capacity = array.length - RecordFormat.SLACK;
        idleArrays.computeIfAbsent(capacity, c -> new ArrayDeque<>()).add(array);
        idleUnits += capacity / UNIT;
    }

    private synchronized void keep(ByteBuffer arena) {
        if (arena.hasArray() && arena.arrayOffset() == 0) {
            keep(arena.array());
        } else {
            idleArenas.add(arena);
            idleUnits += standard / UNIT;
        }
    }

    /** Lets go of idle memory, the largest first, so that it fits together with what is in use. */
    private void forgetExcess() {
        while (idleUnits > free.availablePermits()) {
            if (!idleArrays.isEmpty()) {
                removeIdle(idleArrays.lastKey());
            } else {
                idleArenas.remove();
                idleUnits -= standard / UNIT;
            }
        }
    }

    private byte @Nullable [] removeIdle(int capacity) {
        Deque<byte[]> ofCapacity = idleArrays.get(capacity);
        if (ofCapacity == null) {
            return null;
        }
        byte[] array = ofCapacity.remove();
        if (ofCapacity.isEmpty()) {
            idleArrays.remove(capacity);
        }
        idleUnits -= capacity / UNIT;
        return array;
    }
}
