package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** Run-end encoded columns. Rows that were in one run of a batch are in one run again, where no others come between. */
final class RunEndBuilder implements ColumnBuilder {

    private final GrowingBuffer ends;
    private final ColumnBuilder values;
    private final RowNumbers taken = new RowNumbers();
    private final int width;
    private final long most;
    private int length;
    private @Nullable ArrayData lastArray;
    private int lastRun = -1;

    /** Makes one whose ends of runs have {@code width} bytes. */
    RunEndBuilder(BufferAllocator allocator, int width, ColumnBuilder values) {
        this.ends = new GrowingBuffer(allocator);
        this.values = values;
        this.width = width;
        this.most = width == 2 ? Short.MAX_VALUE : Integer.MAX_VALUE;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        if ((long) length + end - start > most) {
            throw new IllegalArgumentException("column '" + from.field().getName() + "' has "
                    + ((long) length + end - start) + " rows in one piece of a partition, and its run ends, of "
                    + width * 8 + " bits, count " + most + "; use a larger type of run ends, or less memory");
        }
        Runs runs = new Runs(from);
        taken.clear();
        int before = from.equals(lastArray) ? lastRun : -1;
        int run = Math.max(before, 0);
        for (int i = start; i < end; i++) {
            run = runs.find(rows[i], run);
            if (run != before) {
                endRun(values.length() + taken.count());
                taken.addRange(run, run + 1);
                before = run;
            }
            length++;
        }
        values.append(runs.values(), taken.rows(), 0, taken.count());
        endRun(values.length());
        lastArray = from;
        lastRun = before;
    }

    /** Says that the last of so many runs ends here. */
    private void endRun(int count) {
        if (count == 0) {
            return;
        }
        long at = (count - 1L) * width;
        long address = ends.reserve(at, at + width) + at;
        switch (width) {
            case 2 -> MemoryUtil.putShort(address, (short) length);
            case 4 -> MemoryUtil.putInt(address, length);
            default -> MemoryUtil.putLong(address, length);
        }
    }

    @Override
    public void share(BuiltColumns columns) {
        columns.addNode(length, 0);
        columns.addNode(values.length(), 0);
        columns.addBuffer(ends.share(0));
        columns.addBuffer(ends.share((long) values.length() * width));
        values.share(columns);
        lastArray = null;
    }

    @Override
    public void close() {
        ends.close();
        values.close();
    }
}
