package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Structs: a column for each member. */
final class StructBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final List<ColumnBuilder> members;

    StructBuilder(BufferAllocator allocator, List<ColumnBuilder> members, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.members = members;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        for (int i = 0; i < members.size(); i++) {
            ArrayData member = from.children().get(i);
            from.requireRange(from.length() - 1, 0, from.length(), member.length());
            members.get(i).append(member, rows, start, end);
        }
        from.appendValidity(rows, start, end, validity);
    }

    @Override
    public void share(BuiltColumns columns) {
        validity.share(columns);
        members.forEach(member -> member.share(columns));
    }

    @Override
    public void close() {
        validity.close();
        members.forEach(ColumnBuilder::close);
    }
}
