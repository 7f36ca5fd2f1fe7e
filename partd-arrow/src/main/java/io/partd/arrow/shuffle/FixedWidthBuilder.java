package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.jspecify.annotations.Nullable;

/** Numbers, times, and all else whose values have the same number of bytes. */
final class FixedWidthBuilder extends NullableBuilder {

    private final GrowingBuffer data;
    private final int width;
    private final int expected;

    FixedWidthBuilder(BufferAllocator allocator, int width, int expected) {
        super(allocator, expected);
        this.data = new GrowingBuffer(allocator);
        this.width = width;
        this.expected = expected;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        int sourceWidth = from.field().getDictionary() == null ? width : DictionaryIndex.width(from);
        long source = from.address(1, (long) from.length() * sourceWidth);
        long used = (long) length() * width;
        long needed = used + (long) (end - start) * width;
        long to = data.reserve(used, Math.max(needed, (long) expected * width)) + used;
        int[] map = from.indexMap();
        if (map != null && width == Integer.BYTES && sourceWidth == width && from.nullCount() == 0) {
            map4(from, map, to, rows, start, end);
        } else if (map != null || sourceWidth != width) {
            putIndices(from, map, to, rows, start, end);
        } else if (ColumnBuilder.isRun(rows, start, end)) {
            MemoryUtil.copyMemory(source + (long) rows[start] * width, to, needed - used);
        } else {
            copy(source, to, rows, start, end);
        }
    }

    /** Puts the indices of the output's dictionary for those of a batch's, which may be narrower. */
    private void putIndices(ArrayData from, int @Nullable [] map, long target, int[] rows, int start, int end) {
        for (int i = start; i < end; i++) {
            int index = 0;
            if (!from.isNull(rows[i])) {
                index = DictionaryIndex.get(from, rows[i], map == null ? Integer.MAX_VALUE : map.length);
                index = map == null ? index : map[index];
            }
            DictionaryIndex.put(target + (long) (i - start) * width, width, index);
        }
    }

    private static void map4(ArrayData from, int[] map, long target, int[] rows, int start, int end) {
        long source = from.address(1, (long) from.length() * Integer.BYTES);
        long to = target;
        for (int i = start; i < end; i++) {
            int index = MemoryUtil.getInt(source + 4L * rows[i]);
            boolean known = index >= 0 && index < map.length;
            // The slow way has the message.
            MemoryUtil.putInt(to, map[known ? index : DictionaryIndex.get(from, rows[i], map.length)]);
            to += Integer.BYTES;
        }
    }

    private void copy(long source, long target, int[] rows, int start, int end) {
        switch (width) {
            case 8 -> copy8(source, target, rows, start, end);
            case 4 -> copy4(source, target, rows, start, end);
            case 2 -> {
                for (int i = start; i < end; i++) {
                    MemoryUtil.putShort(target + 2L * (i - start), MemoryUtil.getShort(source + 2L * rows[i]));
                }
            }
            case 1 -> {
                for (int i = start; i < end; i++) {
                    MemoryUtil.putByte(target + (i - start), MemoryUtil.getByte(source + rows[i]));
                }
            }
            default -> {
                for (int i = start; i < end; i++) {
                    MemoryUtil.copyMemory(source + (long) rows[i] * width, target + (long) (i - start) * width, width);
                }
            }
        }
    }

    private static void copy8(long source, long target, int[] rows, int start, int end) {
        long to = target;
        for (int i = start; i < end; i++) {
            MemoryUtil.putLong(to, MemoryUtil.getLong(source + 8L * rows[i]));
            to += 8;
        }
    }

    private static void copy4(long source, long target, int[] rows, int start, int end) {
        long to = target;
        for (int i = start; i < end; i++) {
            MemoryUtil.putInt(to, MemoryUtil.getInt(source + 4L * rows[i]));
            to += 4;
        }
    }

    @Override
    void shareValues(BuiltColumns columns) {
        long size = (long) length() * width;
        columns.addBuffer(data.share(size));
    }

    @Override
    public void close() {
        super.close();
        data.close();
    }
}
