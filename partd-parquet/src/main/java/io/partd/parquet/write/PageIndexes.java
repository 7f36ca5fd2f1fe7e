package io.partd.parquet.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Indexes of one kind, of all columns of all row groups that have ended, one after the other: a file has them before
 * its footer. In memory or spilled.
 */
final class PageIndexes {

    private static final int ARRAY = 24;

    private final List<SpillFile.Extent> spilled = new ArrayList<>(0);
    private final List<byte[]> indexes = new ArrayList<>(0);
    private long memory;

    /** Adds the index of the next column chunk. */
    void add(byte[] index) {
        indexes.add(index);
        memory += ARRAY + index.length;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return memory;
    }

    /** Moves what is in memory to a file. */
    void spill(SpillFile file) throws IOException {
        if (!indexes.isEmpty()) {
            spilled.add(file.add(indexes));
            indexes.clear();
            memory = 0;
        }
    }

    /** Writes all. */
    void write(Output output, @Nullable SpillFile file) throws IOException {
        if (file != null) {
            for (SpillFile.Extent extent : spilled) {
                file.read(extent, output::write);
            }
        }
        for (byte[] index : indexes) {
            output.write(index);
        }
    }
}
