package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BitsBuilder;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import org.apache.arrow.memory.BufferAllocator;

/** Booleans, a bit each. */
final class BooleanBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final BitsBuilder bits;

    BooleanBuilder(BufferAllocator allocator, int expected) {
        validity = new ValidityBuilder(allocator, expected);
        bits = new BitsBuilder(allocator, expected);
    }

    @Override
    public int length() {
        return bits.length();
    }

    @Override
    public void append(ArrayData from, int[] rows, int start, int end) {
        bits.append(from.address(1, (from.length() + 7L) / 8), rows, start, end);
        from.appendValidity(rows, start, end, validity);
    }

    @Override
    public void share(BuiltColumns columns) {
        validity.share(columns);
        columns.addBuffer(bits.share());
    }

    @Override
    public void close() {
        validity.close();
        bits.close();
    }
}
