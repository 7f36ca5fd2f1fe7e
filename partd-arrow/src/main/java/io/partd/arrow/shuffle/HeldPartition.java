package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** A partition of a spool: where its pieces on the disk are, and those behind them, which are in memory. */
final class HeldPartition implements AutoCloseable {

    private final String name;
    private final List<ArrowRecordBatch> pieces = new ArrayList<>();
    private long[] spilled = {};
    private int spilledCount;

    HeldPartition(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** Returns the pieces in memory. */
    List<ArrowRecordBatch> pieces() {
        return pieces;
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
        pieces.forEach(ArrowRecordBatch::close);
        pieces.clear();
    }
}
