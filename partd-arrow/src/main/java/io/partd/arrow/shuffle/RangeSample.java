package io.partd.arrow.shuffle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A uniform sample of keys (Vitter's algorithm R), to find bounds between which there are about the same number of
 * rows. It is bounded in keys and in bytes: long keys are fewer. The same keys in the same order give the same bounds.
 * For one thread.
 */
final class RangeSample {

    private static final int MOST = 100_000;
    private static final int LONGEST = 4 << 10;
    private static final long MOST_BYTES = 32 << 20;
    private static final long SEED = 20_260_415L;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final KeyBytes scratch = new KeyBytes();
    private final List<byte[]> sample = new ArrayList<>();
    private int capacity = MOST;
    private long held;
    private long seen;

    /** Adds the keys of a slice's rows, which are in input order if they are all in one partition. */
    void add(Slice slice) {
        RowKeys keys = slice.keys();
        for (int row : slice.rows()) {
            long place = seen++ < capacity ? sample.size() : random.nextLong(seen);
            if (place < capacity) {
                put((int) place, key(keys, row));
            }
        }
    }

    private void put(int place, byte[] key) {
        held += key.length;
        if (place == sample.size()) {
            sample.add(key);
        } else {
            held -= sample.set(place, key).length;
        }
        if (held > MOST_BYTES) {
            halve();
        }
    }

    /** Leaves a random half of the sample, which is as uniform, and takes no more than that from now on. */
    private void halve() {
        capacity = sample.size() / 2;
        for (int i = 0; i < capacity; i++) {
            Collections.swap(sample, i, i + random.nextInt(sample.size() - i));
        }
        sample.subList(capacity, sample.size()).clear();
        held = sample.stream().mapToLong(key -> key.length).sum();
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
