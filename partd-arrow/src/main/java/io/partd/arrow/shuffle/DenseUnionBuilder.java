package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.GrowingBuffer;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.MemoryUtil;

/** Dense unions: a member holds only its own values, and each row has the offset of its value. */
final class DenseUnionBuilder implements ColumnBuilder {

    private static final int OFFSET = 4;

    private final GrowingBuffer types;
    private final GrowingBuffer offsets;
    private final int[] memberOfType;
    private final List<ColumnBuilder> members;
    private final List<RowNumbers> taken;
    private int length;

    /** Makes one; {@code memberOfType} has a member's number for each of 128 types, -1 for those that there aren't. */
    DenseUnionBuilder(BufferAllocator allocator, int[] memberOfType, List<ColumnBuilder> members) {
        this.types = new GrowingBuffer(allocator);
        this.offsets = new GrowingBuffer(allocator);
        this.memberOfType = memberOfType.clone();
        this.members = members;
        this.taken = members.stream().map(member -> new RowNumbers()).toList();
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        long sourceTypes = from.address(0, from.length());
        long sourceOffsets = from.address(1, (long) from.length() * OFFSET);
        long newLength = (long) length + end - start;
        long toTypes = types.reserve(length, newLength) + length;
        long toOffsets = offsets.reserve((long) length * OFFSET, newLength * OFFSET) + (long) length * OFFSET;
        taken.forEach(RowNumbers::clear);
        for (int i = start; i < end; i++) {
            byte type = MemoryUtil.getByte(sourceTypes + rows[i]);
            int member = member(from, rows[i], type);
            int offset = MemoryUtil.getInt(sourceOffsets + (long) rows[i] * OFFSET);
            from.requireRange(
                    rows[i], offset, offset + 1L, from.children().get(member).length());
            MemoryUtil.putByte(toTypes + (i - start), type);
            MemoryUtil.putInt(
                    toOffsets + (long) (i - start) * OFFSET,
                    members.get(member).length() + taken.get(member).count());
            taken.get(member).addRange(offset, offset + 1);
        }
        for (int i = 0; i < members.size(); i++) {
            members.get(i)
                    .append(
                            from.children().get(i),
                            taken.get(i).rows(),
                            0,
                            taken.get(i).count());
        }
        length = (int) newLength;
    }

    private int member(ArrayData from, int row, byte type) {
        int member = type < 0 ? -1 : memberOfType[type];
        if (member < 0) {
            throw new IllegalArgumentException("column '" + from.field().getName() + "' is damaged: row " + row
                    + " has the type " + type + ", which the union has not");
        }
        return member;
    }

    @Override
    public void share(BuiltColumns columns) {
        columns.addNode(length, 0);
        columns.addBuffer(types.share(length));
        columns.addBuffer(offsets.share((long) length * OFFSET));
        members.forEach(member -> member.share(columns));
    }

    @Override
    public void close() {
        types.close();
        offsets.close();
        members.forEach(ColumnBuilder::close);
    }
}
