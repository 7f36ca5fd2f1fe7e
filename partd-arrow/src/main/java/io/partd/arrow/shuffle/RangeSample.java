package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A uniform sample of keys (Vitter's algorithm R), to find bounds between which there are about the same number of
 * rows. The same keys in the same order give the same bounds. For one thread.
 */
final class RangeSample {

    private static final int MOST = 100_000;
    private static final int LONGEST = 128;
    private static final long SEED = 20_260_415L;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final KeyBytes scratch = new KeyBytes();
    private final List<byte[]> sample = new ArrayList<>();
    private long seen;

    /** Adds the keys of a slice's rows, which are in input order if they are all in one partition. */
    void add(Slice slice) {
        RowKeys keys = slice.keys();
        for (int row : slice.rows()) {
            seen++;
            if (sample.size() < MOST) {
                sample.add(key(keys, row));
            } else {
                long index = random.nextLong(seen);
                if (index < MOST) {
                    sample.set((int) index, key(keys, row));
                }
            }
        }
    }

    private byte[] key(RowKeys keys, int row) {
        keys.ordered(row, scratch);
        return scratch.copy(LONGEST);
    }

    /** Returns {@code count - 1} bounds, or none without a key, ascending; equal ones leave a partition empty. */
    List<byte[]> bounds(int count) {
        sample.sort(Arrays::compareUnsigned);
        List<byte[]> bounds = new ArrayList<>();
        for (int i = 1; i < count && !sample.isEmpty(); i++) {
            bounds.add(sample.get((int) ((long) i * sample.size() / count)));
        }
        return bounds;
    }
}
