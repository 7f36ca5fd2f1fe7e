package io.partd.arrow.shuffle;

import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The first rows of parts of sources, for an estimate of what a shuffle of all of them would do. Of many sources, and
 * of many parts of a source, some are taken at equal distances.
 *
 * <pre>{@code
 * TableSample sample = TableSample.of(sources, 1_000_000);
 * ShuffleEstimate estimate = TableShuffle.by("origin").hash(64).estimate(sample);
 * }</pre>
 */
public final class TableSample {

    private static final int MOST_SOURCES = 64;

    private final List<TableSource> sources;
    private final AtomicBoolean cut;

    private TableSample(List<TableSource> sources, AtomicBoolean cut) {
        this.sources = List.copyOf(sources);
        this.cut = cut;
    }

    /**
     * Takes the first rows of parts of up to {@value #MOST_SOURCES} sources, in equal shares.
     *
     * @param sources at least one
     * @param rows how many rows to take of all; of each part at least one
     * @throws IOException if a source cannot be read
     */
    public static TableSample of(List<? extends TableSource> sources, long rows) throws IOException {
        List<? extends TableSource> some = evenly(sources, MOST_SOURCES);
        AtomicBoolean cut = new AtomicBoolean(some.size() < sources.size());
        List<TableSource> parts = new ArrayList<>();
        int partsEach = MOST_SOURCES / Math.max(1, some.size());
        for (TableSource source : some) {
            List<TableSource> all = source.parts();
            List<TableSource> taken = evenly(all, partsEach);
            parts.addAll(taken);
            if (taken.size() < all.size()) {
                cut.set(true);
            }
        }
        long each = Math.max(1, rows / Math.max(1, parts.size()));
        return new TableSample(
                parts.stream()
                        .<TableSource>map(part -> FilteredSource.beginning(part, each, cut))
                        .toList(),
                cut);
    }

    private static <T> List<T> evenly(List<T> all, int most) {
        int count = Math.min(all.size(), most);
        List<T> some = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            some.add(all.get((int) ((long) i * all.size() / count)));
        }
        return some;
    }

    /** Returns the first rows, as sources. */
    public List<TableSource> sources() {
        return sources;
    }

    /** Tells whether it is all there is, as far as sources have been read. */
    public boolean isWhole() {
        return !cut.get();
    }
}
