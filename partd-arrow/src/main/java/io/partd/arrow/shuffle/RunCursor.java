package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** Goes through the rows of some partitions in a sorted run. For one thread. */
final class RunCursor implements AutoCloseable, Comparable<RunCursor> {

    private final int number;
    private final BlockReader reader;
    private final int from;
    private final int to;
    private final KeyBytes key = new KeyBytes();
    private int nextBlock;
    private List<ArrayData> columns = List.of();
    private double rowBytes;
    private int rows;
    private int row;
    private int partition;

    /** Reads the blocks of a run. */
    interface BlockReader {

        /** Reads a block; null after the last one. */
        @Nullable
        Block read(int number) throws IOException;
    }

    /**
     * A block.
     *
     * @param columns to be released; the last one is the key
     */
    record Block(List<ArrayData> columns, int rows, long memory) {}

    /**
     * Makes a cursor before the first row.
     *
     * @param number of the run: of rows that are equal, those of lower numbers come first
     * @param firstBlock in which the first row may be
     * @param from the first partition
     * @param to the one after the last
     */
    RunCursor(int number, BlockReader reader, int firstBlock, int from, int to) {
        this.number = number;
        this.reader = reader;
        this.nextBlock = firstBlock;
        this.from = from;
        this.to = to;
    }

    /** Moves to the next row, perhaps of the next block; returns false after the last one. */
    boolean next() throws IOException {
        do {
            row++;
            while (row >= rows) {
                if (!load()) {
                    return false;
                }
            }
            readKey();
        } while (partition < from);
        return partition < to;
    }

    private boolean load() throws IOException {
        close();
        Block block = reader.read(nextBlock++);
        if (block == null) {
            return false;
        }
        columns = block.columns();
        rows = block.rows();
        rowBytes = (double) block.memory() / Math.max(1, rows);
        row = 0;
        return true;
    }

    private void readKey() {
        ArrayData keys = columns.get(columns.size() - 1);
        long offsets = keys.offsets(Integer.BYTES);
        long start = MemoryUtil.getInt(offsets + (long) row * Integer.BYTES);
        long end = MemoryUtil.getInt(offsets + (row + 1L) * Integer.BYTES);
        long address = keys.address(2, end) + start;
        key.clear();
        key.putMemory(address, end - start);
        partition = SortKeys.partition(address);
    }

    int partition() {
        return partition;
    }

    int row() {
        return row;
    }

    /** Returns about how many bytes the row takes. */
    double rowBytes() {
        return rowBytes;
    }

    /** Returns the columns of the row's block, the last of which is the key. */
    List<ArrayData> columns() {
        return columns;
    }

    /** Tells whether the columns are others after the next row. */
    boolean isLastOfBlock() {
        return row == rows - 1;
    }

    @Override
    public int compareTo(RunCursor other) {
        int order = Arrays.compareUnsigned(key.bytes(), 0, key.length(), other.key.bytes(), 0, other.key.length());
        return order == 0 ? Integer.compare(number, other.number) : order;
    }

    @Override
    public void close() {
        columns.forEach(ArrayData::release);
        columns = List.of();
        rows = 0;
    }
}
