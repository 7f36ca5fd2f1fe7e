package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BitsBuilder;
import io.partd.arrow.memory.BuiltColumns;
import org.apache.arrow.memory.BufferAllocator;

/** Booleans, a bit each. */
final class BooleanBuilder extends NullableBuilder {

    private final BitsBuilder bits;

    BooleanBuilder(BufferAllocator allocator, int expected) {
        super(allocator, expected);
        bits = new BitsBuilder(allocator, expected);
    }

    @Override
    void appendValues(ArrayData from, int[] rows, int start, int end) {
        bits.append(from.address(1, (from.length() + 7L) / 8), rows, start, end);
    }

    @Override
    void shareValues(BuiltColumns columns) {
        columns.addBuffer(bits.share());
    }

    @Override
    public void close() {
        super.close();
        bits.close();
    }
}
