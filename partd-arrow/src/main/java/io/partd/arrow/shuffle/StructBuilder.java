package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Structs: a column for each member. */
final class StructBuilder extends NullableBuilder {

    private final List<ColumnBuilder> members;

    StructBuilder(BufferAllocator allocator, List<ColumnBuilder> members, int expected) {
        super(allocator, expected);
        this.members = members;
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        for (int i = 0; i < members.size(); i++) {
            ArrayData member = from.children().get(i);
            from.requireRange(from.length() - 1, 0, from.length(), member.length());
            members.get(i).append(member, rows, start, end);
        }
    }

    @Override
    void shareValues(BuiltColumns columns) {
        members.forEach(member -> member.share(columns));
    }

    @Override
    public void close() {
        super.close();
        members.forEach(ColumnBuilder::close);
    }
}
