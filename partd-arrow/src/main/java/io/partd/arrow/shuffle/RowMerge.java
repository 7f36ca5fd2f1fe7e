package io.partd.arrow.shuffle;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Merges sorted runs, and gathers their rows, so many at a time. For one thread. */
final class RowMerge implements AutoCloseable {

    private final List<RunCursor> cursors;
    private final PriorityQueue<RunCursor> heads = new PriorityQueue<>();
    private final List<Field> fields;
    private final BufferAllocator allocator;
    private final long mostBytes;
    private final int mostRows;

    /** Where rows are that are not gathered yet. */
    private RunCursor[] places = new RunCursor[1 << 10];

    private int[] rows = new int[1 << 10];
    private int pending;
    private @Nullable RunCursor head;

    /**
     * Rows that lie partition by partition.
     *
     * @param columns builders, to be closed
     * @param first the partition of the first row
     * @param counts how many rows that and those after it have
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Merged(List<ColumnBuilder> columns, int count, int first, int[] counts) implements AutoCloseable {

        int last() {
            return first + counts.length - 1;
        }

        @Override
        public void close() {
            columns.forEach(ColumnBuilder::close);
        }
    }

    /**
     * Begins to merge.
     *
     * @param cursors which are this object's from now on
     * @param fields of the columns to gather; without the last, which is that of keys, these are not gathered
     * @param mostBytes after about how many bytes of rows a batch ends
     * @param mostRows after how many rows it ends at the latest
     */
    RowMerge(List<RunCursor> cursors, List<Field> fields, BufferAllocator allocator, long mostBytes, int mostRows)
            throws IOException {
        this.cursors = cursors;
        this.fields = fields;
        this.allocator = allocator;
        this.mostBytes = mostBytes;
        this.mostRows = mostRows;
        try {
            for (RunCursor cursor : cursors) {
                if (cursor.next()) {
                    heads.add(cursor);
                }
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
        head = heads.poll();
    }

    /**
     * Gathers the next rows; returns null if there are none.
     *
     * @param several whether they may be of several partitions
     */
    @Nullable
    Merged next(boolean several) throws IOException {
        RunCursor next = head;
        if (next == null) {
            return null;
        }
        int first = next.partition();
        int[] counts = new int[1];
        int partitions = 1;
        int count = 0;
        double bytes = 0;
        List<ColumnBuilder> columns = new ArrayList<>();
        try {
            while (next != null && count < mostRows && bytes < mostBytes && (several || next.partition() == first)) {
                partitions = next.partition() - first + 1;
                if (partitions > counts.length) {
                    counts = Arrays.copyOf(counts, Math.max(partitions, 2 * counts.length));
                }
                counts[partitions - 1]++;
                count++;
                bytes += next.rowBytes();
                take(next);
                if (next.isLastOfBlock()) {
                    gather(columns);
                }
                next = after(next);
            }
            head = next;
            gather(columns);
            return new Merged(columns, count, first, Arrays.copyOf(counts, partitions));
        } catch (Throwable e) {
            columns.forEach(ColumnBuilder::close);
            throw e;
        }
    }

    /** Moves a cursor to its next row; returns the one whose row is the least then. */
    private @Nullable RunCursor after(RunCursor cursor) throws IOException {
        RunCursor least = heads.peek();
        if (!cursor.next()) {
            return heads.poll();
        }
        if (least == null || cursor.compareTo(least) < 0) {
            return cursor;
        }
        heads.add(cursor);
        return heads.poll();
    }

    private void take(RunCursor cursor) {
        if (pending == rows.length) {
            places = Arrays.copyOf(places, 2 * pending);
            rows = Arrays.copyOf(rows, 2 * pending);
        }
        places[pending] = cursor;
        rows[pending++] = cursor.row();
    }

    /** Gathers the rows that were taken, column by column. */
    private void gather(List<ColumnBuilder> columns) {
        if (columns.isEmpty()) {
            fields.forEach(field -> columns.add(ColumnBuilders.of(field, allocator, pending)));
        }
        for (int column = 0; column < fields.size(); column++) {
            int start = 0;
            while (start < pending) {
                RunCursor place = places[start];
                int end = start + 1;
                while (end < pending && places[end] == place) {
                    end++;
                }
                columns.get(column).append(place.columns().get(column), rows, start, end);
                start = end;
            }
        }
        pending = 0;
    }

    @Override
    public void close() {
        cursors.forEach(RunCursor::close);
    }
}
