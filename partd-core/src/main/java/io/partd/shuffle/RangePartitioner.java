package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.util.List;

/** Partitions by ranges: every key of a partition is below every key of the next one. */
final class RangePartitioner<B> implements Ranges {

    private final NumberedNames names;
    private final KeyOrder<B> order;
    private final List<B> lowerBounds;

    /** Makes a partitioner. Partition {@code i + 1} starts at bound {@code i}, inclusive. The bounds ascend. */
    RangePartitioner(NumberedNames names, KeyOrder<B> order, List<B> lowerBounds) {
        this.names = names;
        this.order = order;
        this.lowerBounds = List.copyOf(lowerBounds);
    }

    @Override
    public int partition(byte[] bytes, int from, int to) throws InvalidKeyException {
        B key = order.read(bytes, from, to);
        int low = 0;
        int high = lowerBounds.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (order.compare(lowerBounds.get(middle), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public int count() {
        return names.count();
    }

    @Override
    public String name(int partition) {
        return names.name(partition);
    }

    @Override
    public List<byte[]> bounds() {
        return lowerBounds.stream().map(order::bytes).toList();
    }
}
