package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Sparse unions: every member is as long as the union. */
final class SparseUnionBuilder implements ColumnBuilder {

    private final GrowingBuffer types;
    private final List<ColumnBuilder> members;
    private int length;

    SparseUnionBuilder(BufferAllocator allocator, List<ColumnBuilder> members) {
        this.types = new GrowingBuffer(allocator);
        this.members = members;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        long source = from.address(0, from.length());
        long to = types.reserve(length, (long) length + end - start) + length;
        for (int i = start; i < end; i++) {
            MemoryUtil.putByte(to + (i - start), MemoryUtil.getByte(source + rows[i]));
        }
        for (int i = 0; i < members.size(); i++) {
            ArrayData member = from.children().get(i);
            from.requireRange(from.length() - 1, 0, from.length(), member.length());
            members.get(i).append(member, rows, start, end);
        }
        length += end - start;
    }

    @Override
    public void share(BuiltColumns columns) {
        columns.addNode(length, 0);
        columns.addBuffer(types.share(length));
        members.forEach(member -> member.share(columns));
    }

    @Override
    public void close() {
        types.close();
        members.forEach(ColumnBuilder::close);
    }
}
