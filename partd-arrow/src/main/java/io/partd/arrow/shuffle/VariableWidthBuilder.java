package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.OffsetsBuilder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Strings and bytes of any length. */
final class VariableWidthBuilder extends NullableBuilder {

    private static final int WORD = 8;

    /** The first values may be much longer than all others: so many times their bytes are reserved at most. */
    private static final int MOST_GUESSED = 4;

    private final OffsetsBuilder offsets;
    private final GrowingBuffer data;
    private final int width;
    private final int expected;

    /** Makes one whose offsets have {@code width} bytes. */
    VariableWidthBuilder(BufferAllocator allocator, int width, int expected) {
        super(allocator, expected);
        this.offsets = new OffsetsBuilder(allocator, width, expected);
        this.data = new GrowingBuffer(allocator);
        this.width = width;
        this.expected = expected;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        long source = from.offsets(width);
        long added = checkedSize(from, source, rows, start, end);
        if (added > 0) {
            long used = offsets.end();
            int left = Math.max(expected - length(), end - start);
            long guess = Math.min(MOST_GUESSED * added, (long) ((double) added / (end - start) * left));
            // Words may be written beyond the last value.
            long to = data.reserve(used, used + Math.max(added, guess) + WORD) + used;
            copy(from, source, to, rows, start, end);
        }
        offsets.append(source, rows, start, end);
        from.requireFit(offsets);
    }

    private long checkedSize(ArrayData from, long source, int[] rows, int start, int end) {
        long limit = from.capacity(2);
        long sum = 0;
        for (int i = start; i < end; i++) {
            long begin = OffsetsBuilder.get(source, width, rows[i]);
            long stop = OffsetsBuilder.get(source, width, rows[i] + 1);
            from.requireRange(rows[i], begin, stop, limit);
            sum += stop - begin;
        }
        return sum;
    }

    /** Copies short values a word at a time, where there are bytes behind them to be read. */
    private void copy(ArrayData from, long source, long target, int[] rows, int start, int end) {
        long bytes = from.address(2, 0);
        long lastWord = from.capacity(2) - WORD;
        if (ColumnBuilder.isRun(rows, start, end)) {
            long begin = OffsetsBuilder.get(source, width, rows[start]);
            MemoryUtil.copyMemory(bytes + begin, target, OffsetsBuilder.get(source, width, rows[end - 1] + 1) - begin);
            return;
        }
        long to = target;
        for (int i = start; i < end; i++) {
            long begin = OffsetsBuilder.get(source, width, rows[i]);
            long size = OffsetsBuilder.get(source, width, rows[i] + 1) - begin;
            if (size <= WORD && begin <= lastWord) {
                MemoryUtil.putLong(to, MemoryUtil.getLong(bytes + begin));
            } else {
                MemoryUtil.copyMemory(bytes + begin, to, size);
            }
            to += size;
        }
    }

    @Override
    void shareValues(BuiltColumns columns) {
        long size = offsets.end();
        columns.addBuffer(offsets.share());
        columns.addBuffer(data.share(size));
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
        data.close();
    }
}
