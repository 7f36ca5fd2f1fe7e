package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Consecutive partitions of a spool: where their pieces on the disk are, and those after them, which are in memory. */
final class HeldGroup implements AutoCloseable {

    /** About the bytes of the objects for a buffer. */
    private static final int BUFFER = 256;

    private final List<Piece> pieces = new ArrayList<>();
    private long[] spilled = {};
    private int spilledCount;
    private long bytes;

    /**
     * Rows of the group, partition by partition.
     *
     * @param rows a batch that is closed with the piece
     * @param schema the number of the batch's schema
     * @param counts how many rows each partition has
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Piece(ArrowRecordBatch rows, int schema, int[] counts) implements AutoCloseable {

        /** Returns the bytes that are taken for it, which may be more than are used. */
        long memory() {
            Set<ReferenceManager> counted = Collections.newSetFromMap(new IdentityHashMap<>());
            long memory = rows.getBuffers().stream()
                    .map(ArrowBuf::getReferenceManager)
                    .filter(counted::add)
                    .mapToLong(ReferenceManager::getSize)
                    .sum();
            return memory + (long) BUFFER * rows.getBuffers().size();
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Returns the pieces in memory. */
    List<Piece> pieces() {
        return pieces;
    }

    /** Adds a piece; returns the bytes that are taken for it. */
    long add(Piece piece) {
        long memory = piece.memory();
        pieces.add(piece);
        bytes += memory;
        return memory;
    }

    /** Returns the bytes of all pieces. */
    long bytes() {
        return bytes;
    }

    /** Tells whether there are pieces on the disk. */
    boolean isSpilled() {
        return spilledCount > 0;
    }

    boolean isEmpty() {
        return spilledCount == 0 && pieces.isEmpty();
    }

    /** Returns where the pieces on the disk begin. */
    long[] spilled() {
        return Arrays.copyOf(spilled, spilledCount);
    }

    /** Says where a piece is on the disk. */
    void addSpilled(long start) {
        if (spilledCount == spilled.length) {
            spilled = Arrays.copyOf(spilled, Math.max(4, 2 * spilledCount));
        }
        spilled[spilledCount++] = start;
    }

    /** Releases the pieces in memory. */
    @Override
    public void close() {
        pieces.forEach(Piece::close);
        pieces.clear();
    }
}
