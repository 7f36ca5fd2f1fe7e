package io.partd.arrow.shuffle;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

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
    public void append(Chunk from, int[] rows, int start, int end) {
        for (int i = 0; i < members.size(); i++) {
            Chunk member = from.children().get(i);
            Offsets.check(from, from.length() - 1, 0, from.length(), member.length());
            members.get(i).append(member, rows, start, end);
        }
        validity.append(from, rows, start, end);
    }

    @Override
    public void finish(List<ArrowFieldNode> nodes, List<ArrowBuf> buffers) {
        validity.finish(nodes, buffers);
        members.forEach(member -> member.finish(nodes, buffers));
    }

    @Override
    public void close() {
        validity.close();
        members.forEach(ColumnBuilder::close);
    }
}
