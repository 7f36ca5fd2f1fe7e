package io.partd.arrow.shuffle;

/** The rows of a batch that lie partition by partition. */
final class PieceRows implements RowsByPartition {

    private final int first;
    private final int[] starts;
    private final int[] rows;

    PieceRows(int first, int[] counts) {
        this.first = first;
        starts = new int[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            starts[i + 1] = starts[i] + counts[i];
        }
        rows = new int[starts[counts.length]];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
        }
    }

    @Override
    public int[] rows() {
        return rows;
    }

    @Override
    public int start(int partition) {
        return starts[Math.min(partition - first, starts.length - 1)];
    }

    @Override
    public int end(int partition) {
        return start(partition + 1);
    }
}
