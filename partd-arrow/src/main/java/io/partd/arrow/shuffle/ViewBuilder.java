package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * Views of strings and bytes. Longer values are copied one behind the other, for each view that shows them, so that no
 * row keeps the memory of others.
 */
final class ViewBuilder extends NullableBuilder {

    private static final int MOST_BYTES = 1 << 30;

    private final BufferAllocator allocator;
    private final GrowingBuffer views;
    private final List<GrowingBuffer> data = new ArrayList<>();
    private final List<Integer> full = new ArrayList<>();
    private final int mostBytes;
    private final int expected;
    private int used;

    ViewBuilder(BufferAllocator allocator, int expected) {
        this(allocator, expected, MOST_BYTES);
    }

    /** Makes one whose buffers have so many bytes at most, but for those of a single value. */
    ViewBuilder(BufferAllocator allocator, int expected, int mostBytes) {
        super(allocator, expected);
        this.allocator = allocator;
        this.views = new GrowingBuffer(allocator);
        this.mostBytes = mostBytes;
        this.expected = expected;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        long source = Views.source(from);
        long before = (long) length() * Views.SIZE;
        long needed = before + (long) (end - start) * Views.SIZE;
        long to = views.reserve(before, Math.max(needed, (long) expected * Views.SIZE)) + before;
        reserve(longBytes(from, source, rows, start, end));
        for (int i = start; i < end; i++) {
            long view = source + (long) rows[i] * Views.SIZE;
            if (from.isNull(rows[i])) {
                Views.putInline(to, view, 0);
            } else {
                append(from, rows[i], view, to);
            }
            to += Views.SIZE;
        }
    }

    private static long longBytes(ArrayData from, long source, int[] rows, int start, int end) {
        long sum = 0;
        for (int i = start; i < end; i++) {
            int length = from.isNull(rows[i]) ? 0 : Views.length(source + (long) rows[i] * Views.SIZE);
            sum += length > Views.MOST_INLINE ? length : 0;
        }
        return sum;
    }

    /** Makes room for so many bytes in the last buffer, as far as they fit there. */
    private void reserve(long bytes) {
        if (bytes == 0) {
            return;
        }
        if (data.isEmpty()) {
            begin(Math.min(mostBytes, bytes));
        } else {
            last().reserve(used, Math.max(used, Math.min(mostBytes, used + bytes)));
        }
    }

    private void begin(long bytes) {
        if (!data.isEmpty()) {
            full.add(used);
        }
        data.add(new GrowingBuffer(allocator));
        used = 0;
        last().reserve(0, bytes);
    }

    private GrowingBuffer last() {
        return data.get(data.size() - 1);
    }

    private void append(ArrayData from, int row, long view, long to) {
        int length = Views.length(view);
        long bytes = Views.bytes(from, row, view);
        if (length <= Views.MOST_INLINE) {
            Views.putInline(to, bytes, length);
            return;
        }
        if (used > 0 && length > mostBytes - used) {
            begin(length);
        }
        MemoryUtil.copyMemory(bytes, last().reserve(used, (long) used + length) + used, length);
        Views.put(to, bytes, length, data.size() - 1, used);
        used += length;
    }

    @Override
    void shareValues(BuiltColumns columns) {
        columns.addBuffer(views.share((long) length() * Views.SIZE));
        for (int i = 0; i < data.size(); i++) {
            columns.addBuffer(data.get(i).share(i < full.size() ? full.get(i) : used));
        }
        columns.addViewBuffers(data.size());
    }

    @Override
    public void close() {
        super.close();
        views.close();
        data.forEach(GrowingBuffer::close);
    }
}
