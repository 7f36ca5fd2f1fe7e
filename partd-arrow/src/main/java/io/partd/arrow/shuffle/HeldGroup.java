package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** Consecutive partitions of a spool: where their pieces on the disk are, and those after them, which are in memory. */
final class HeldGroup implements AutoCloseable {

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

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Returns the pieces in memory. */
    List<Piece> pieces() {
        return pieces;
    }

    void add(Piece piece, long size) {
        pieces.add(piece);
        bytes += size;
    }

    /** Returns the bytes of all pieces. */
    long bytes() {
        return bytes;
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
