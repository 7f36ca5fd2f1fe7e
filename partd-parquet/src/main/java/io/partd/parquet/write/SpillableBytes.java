package io.partd.parquet.write;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pages, page indexes or hashes, one after the other, in memory or spilled. */
final class SpillableBytes {

    private static final int ARRAY = 24;

    private final List<SpillFile.Extent> spilled = new ArrayList<>(0);
    private final List<byte[]> held = new ArrayList<>(0);
    private long memory;

    /** Adds bytes after those that are there. */
    void add(byte[] bytes) {
        held.add(bytes);
        memory += ARRAY + bytes.length;
    }

    /** Returns how many bytes of memory are taken. */
    long memory() {
        return memory;
    }

    /** Moves what is in memory to a file. */
    void spill(SpillFile file) throws IOException {
        if (!held.isEmpty()) {
            spilled.add(file.add(held));
            held.clear();
            memory = 0;
        }
    }

    /**
     * Gives all of them to a target, some at a time.
     *
     * @param file where some were spilled to; null if none were
     */
    void read(@Nullable SpillFile file, SpillFile.Target target) throws IOException {
        if (file != null) {
            for (SpillFile.Extent extent : spilled) {
                file.read(extent, target);
            }
        }
        for (byte[] bytes : held) {
            target.write(bytes, bytes.length);
        }
    }
}
