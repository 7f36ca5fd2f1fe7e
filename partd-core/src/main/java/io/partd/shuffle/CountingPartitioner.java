package io.partd.shuffle;

import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Assigns keys as another partitioner does, and counts them. For one thread. */
final class CountingPartitioner implements Partitioner {

    private static final int HEAVIEST = 10;

    private final Partitioner partitioner;
    private final boolean ofSeveral;
    private final KeyCounts counts = new KeyCounts();

    /**
     * Makes one.
     *
     * @param ofSeveral whether keys are made of several
     */
    CountingPartitioner(Partitioner partitioner, boolean ofSeveral) {
        this.partitioner = partitioner;
        this.ofSeveral = ofSeveral;
    }

    @Override
    public int partition(byte[] bytes, int from, int to) throws IOException {
        int partition = partitioner.partition(bytes, from, to);
        counts.add(
                ofSeveral
                        ? SeveralKeys.split(bytes, from, to).stream()
                                .map(key -> new String(key, StandardCharsets.UTF_8))
                                .toList()
                        : List.of(new String(bytes, from, to - from, StandardCharsets.UTF_8)));
        return partition;
    }

    @Override
    public int count() {
        return partitioner.count();
    }

    @Override
    public String name(int partition) {
        return partitioner.name(partition);
    }

    List<HeavyKey> heaviest() {
        return counts.heaviest(HEAVIEST);
    }
}
