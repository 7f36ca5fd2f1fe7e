package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Groups a block's records by partition. For some thousand records at a time it first finds the partition of each
 * record and the bytes of each partition, and then copies each record to its place. For one thread.
 */
final class Scatterer {

    private static final int REJECTED_SLOT = 1 + ScatteredBlock.REJECTED;

    private final RecordCursor cursor;
    private final Partitioner partitioner;
    private final BlockPool pool;

    private final int[] starts;
    private final int[] ends;
    private final int[] slots;

    /**
     * For each slot first the bytes of its records, then the next offset in the arena. A slot is a partition + 1; slot
     * 0 is for rejected records.
     */
    private int[] places = new int[64];

    /** What is written of records that are not written as they are. */
    private final RowBytes rewritten = new RowBytes();

    private int[] recordCounts = new int[64];
    private int[] touched = new int[64];
    private int touchedCount;

    Scatterer(RecordCursor cursor, Partitioner partitioner, BlockPool pool) {
        this.cursor = cursor;
        this.partitioner = partitioner;
        this.pool = pool;
        int most = Math.max(16, pool.standard() / 16);
        starts = new int[most];
        ends = new int[most];
        slots = new int[most];
    }

    /** Groups a block's records and releases the block. */
    ScatteredBlock scatter(Block block) throws IOException {
        ScatteredBlock scattered = new ScatteredBlock(pool.arena(block), block.sourceIndex());
        cursor.reset(block.bytes(), 0, block.length());
        int offset = 0;
        int found = find(scattered);
        while (found > 0) {
            offset = addRuns(scattered, offset);
            copy(block.bytes(), cursor.rewrites() ? rewritten.bytes() : block.bytes(), scattered.arena(), found);
            found = find(scattered);
        }
        scattered.setLines(cursor.lines());
        pool.release(block);
        return scattered;
    }

    private int find(ScatteredBlock scattered) throws IOException {
        boolean rewrites = cursor.rewrites();
        rewritten.clear();
        touchedCount = 0;
        int n = 0;
        while (n < starts.length && cursor.next()) {
            int start = cursor.start();
            int end = cursor.end();
            int begun = rewritten.length();
            int slot = slot(scattered, rewrites);
            if (rewrites && slot != REJECTED_SLOT) {
                start = begun;
                end = rewritten.length();
            }
            starts[n] = start;
            ends[n] = end;
            slots[n] = slot;
            n++;
            if (slot >= places.length) {
                makeRoom(slot);
            }
            if (recordCounts[slot]++ == 0) {
                touched[touchedCount++] = slot;
            }
            places[slot] += end - start;
        }
        return n;
    }

    private int slot(ScatteredBlock scattered, boolean rewrites) throws IOException {
        String fault = cursor.fault();
        if (fault == null && rewrites) {
            fault = rewrite();
        }
        if (fault == null) {
            try {
                return 1 + partitioner.partition(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd());
            } catch (InvalidKeyException e) {
                fault = e.getMessage();
            }
        }
        scattered.faults().add(cursor.linesBefore(), cursor.end() - cursor.start(), String.valueOf(fault));
        return REJECTED_SLOT;
    }

    /** Writes what a partition gets of the record; returns why that is impossible, or null. */
    private @Nullable String rewrite() throws IOException {
        try {
            cursor.write(rewritten);
            return null;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    /** Tells whether no block is wanted any more. */
    boolean isDone() {
        return cursor.isDone();
    }

    private void makeRoom(int slot) {
        int size = Math.max(slot + 1, 2 * places.length);
        places = Arrays.copyOf(places, size);
        recordCounts = Arrays.copyOf(recordCounts, size);
        touched = Arrays.copyOf(touched, size);
    }

    /** Adds a run for each slot, one after the other, and sets the slot's next offset to the run's start. */
    private int addRuns(ScatteredBlock scattered, int from) {
        int offset = from;
        scattered.reserveRuns(touchedCount);
        for (int i = 0; i < touchedCount; i++) {
            int slot = touched[i];
            int length = places[slot];
            scattered.addRun(slot - 1, offset, length, recordCounts[slot]);
            places[slot] = offset;
            offset += length;
            recordCounts[slot] = 0;
        }
        return offset;
    }

    /** Copies rejected records as they were read, and others as they are written. */
    private void copy(byte[] read, byte[] written, ByteBuffer arena, int count) {
        for (int i = 0; i < count; i++) {
            int start = starts[i];
            int length = ends[i] - start;
            int slot = slots[i];
            arena.put(places[slot], slot == REJECTED_SLOT ? read : written, start, length);
            places[slot] += length;
        }
        for (int i = 0; i < touchedCount; i++) {
            places[touched[i]] = 0;
        }
    }
}
