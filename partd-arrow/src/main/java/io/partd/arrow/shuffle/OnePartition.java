package io.partd.arrow.shuffle;

/** Puts all keys into one partition. */
final class OnePartition implements KeyPartitioner {

    @Override
    public int partition(RowKeys keys, int row, KeyBytes scratch) {
        return 0;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public String name(int partition) {
        return "all";
    }
}
