package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import io.partd.arrow.memory.OffsetsBuilder;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Views of lists. Elements are copied for each list that shows them, in the order of the lists. */
final class ListViewBuilder extends NullableBuilder {

    private final GrowingBuffer offsets;
    private final GrowingBuffer sizes;
    private final ElementRows elements;
    private final int width;
    private final int expected;

    /** Makes one whose offsets and sizes have {@code width} bytes. */
    ListViewBuilder(BufferAllocator allocator, int width, ColumnBuilder elements, int expected) {
        super(allocator, expected);
        this.offsets = new GrowingBuffer(allocator);
        this.sizes = new GrowingBuffer(allocator);
        this.elements = new ElementRows(elements);
        this.width = width;
        this.expected = expected;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        long sourceOffsets = from.address(1, (long) from.length() * width);
        long sourceSizes = from.address(2, (long) from.length() * width);
        long used = (long) length() * width;
        long needed = Math.max(used + (long) (end - start) * width, (long) expected * width);
        long toOffsets = offsets.reserve(used, needed) + used;
        long toSizes = sizes.reserve(used, needed) + used;
        ArrayData child = from.children().get(0);
        for (int i = start; i < end; i++) {
            long at = (long) (i - start) * width;
            long size = 0;
            put(toOffsets + at, elements.length());
            if (!from.isNull(rows[i])) {
                long begin = OffsetsBuilder.get(sourceOffsets, width, rows[i]);
                size = OffsetsBuilder.get(sourceSizes, width, rows[i]);
                from.requireRange(rows[i], begin, begin + size, child.length());
                elements.add(child, (int) begin, (int) (begin + size));
            }
            put(toSizes + at, size);
        }
        elements.flush(child);
    }

    private void put(long address, long value) {
        if (width == 4) {
            MemoryUtil.putInt(address, (int) value);
        } else {
            MemoryUtil.putLong(address, value);
        }
    }

    @Override
    void shareValues(BuiltColumns columns) {
        columns.addBuffer(offsets.share((long) length() * width));
        columns.addBuffer(sizes.share((long) length() * width));
        elements.share(columns);
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
        sizes.close();
        elements.close();
    }
}
