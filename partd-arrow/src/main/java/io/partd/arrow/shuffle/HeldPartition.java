package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/** A partition of a spool: how many of its pieces are on the disk, and those behind them, which are in memory. */
final class HeldPartition implements AutoCloseable {

    private final String name;
    private final String key;
    private final List<ArrowRecordBatch> pieces = new ArrayList<>();
    private boolean spilled;

    /** Makes one that is called {@code key} in the store that pieces are spilled to. */
    HeldPartition(String name, String key) {
        this.name = name;
        this.key = key;
    }

    String name() {
        return name;
    }

    String key() {
        return key;
    }

    /** Returns the pieces in memory. */
    List<ArrowRecordBatch> pieces() {
        return pieces;
    }

    boolean isSpilled() {
        return spilled;
    }

    /** Says that the pieces in memory are in the store now, and releases them. */
    void setSpilled() {
        spilled |= !pieces.isEmpty();
        close();
    }

    @Override
    public void close() {
        pieces.forEach(ArrowRecordBatch::close);
        pieces.clear();
    }
}
