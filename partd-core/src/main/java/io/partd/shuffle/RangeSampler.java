package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Reads all records once and keeps a uniform sample of their keys (Vitter's algorithm R), to find bounds that divide
 * the records into ranges of about the same number of bytes. The sample is limited in keys and in bytes, so it holds
 * fewer long keys. The same input gives the same bounds. For one thread.
 */
final class RangeSampler<B> {

    private static final int MAX_KEYS = 100_000;
    private static final long MAX_BYTES = 32 << 20;
    private static final long SEED = 20_260_415L;

    private final KeyOrder<B> order;
    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Sampled<B>> sample = new ArrayList<>();
    private int capacity = MAX_KEYS;
    private long held;
    private long seen;

    private record Sampled<B>(B key, int length) {}

    RangeSampler(KeyOrder<B> order) {
        this.order = order;
    }

    void read(RecordFormat format, List<Source> sources, BlockPool pool) throws IOException {
        try (BlockReader reader = new BlockReader(sources, format, pool)) {
            RecordCursor cursor = format.cursor(reader.columns());
            LineCounter lines = new LineCounter(reader::headerLines);
            Block block = next(reader, lines);
            while (block != null) {
                lines.enter(block.sourceIndex());
                cursor.reset(block.bytes(), 0, block.length());
                while (cursor.next()) {
                    add(cursor);
                }
                lines.pass(cursor.lines());
                pool.releaseUnused(block);
                block = cursor.isDone() ? null : next(reader, lines);
            }
        }
    }

    private static @Nullable Block next(BlockReader reader, LineCounter lines) throws IOException {
        try {
            return reader.next();
        } catch (RecordTooLongException e) {
            throw e.on(lines);
        }
    }

    /** Returns {@code count - 1} ascending bounds. */
    List<B> bounds(int count) {
        sample.sort(Comparator.comparing(Sampled::key, order));
        long total = sample.stream().mapToLong(Sampled::length).sum();
        List<B> bounds = new ArrayList<>();
        long below = 0;
        for (int from = 0, to; from < sample.size(); from = to) {
            B key = sample.get(from).key;
            long upTo = below;
            for (to = from; to < sample.size() && order.compare(sample.get(to).key, key) == 0; to++) {
                upTo += sample.get(to).length;
            }
            // A cut among the records of one key moves to the nearer end of them.
            double cut = cut(total, bounds.size() + 1, count);
            while (bounds.size() < count - 1 && cut < upTo) {
                bounds.add(cut - below <= upTo - cut || to == sample.size() ? key : sample.get(to).key);
                cut = cut(total, bounds.size() + 1, count);
            }
            below = upTo;
        }
        return bounds;
    }

    private static double cut(long total, int number, int count) {
        return (double) total * number / count;
    }

    private void add(RecordCursor cursor) {
        if (cursor.fault() != null) {
            return;
        }
        long place = seen++ < capacity ? sample.size() : random.nextLong(seen);
        if (place >= capacity) {
            return;
        }
        try {
            B key = order.bound(order.read(cursor.keyBytes(), cursor.keyStart(), cursor.keyEnd()));
            Sampled<B> sampled = new Sampled<>(key, cursor.end() - cursor.start());
            held += order.size(key);
            if (place == sample.size()) {
                sample.add(sampled);
            } else {
                held -= order.size(sample.set((int) place, sampled).key);
            }
            if (held > MAX_BYTES) {
                halve();
            }
        } catch (InvalidKeyException e) {
            seen--;
        }
    }

    /** Keeps a random half of the sample, which is uniform too, as the new capacity. */
    private void halve() {
        capacity = sample.size() / 2;
        for (int i = 0; i < capacity; i++) {
            Collections.swap(sample, i, i + random.nextInt(sample.size() - i));
        }
        sample.subList(capacity, sample.size()).clear();
        held = sample.stream().mapToLong(sampled -> order.size(sampled.key)).sum();
    }
}
