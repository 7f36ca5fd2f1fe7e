package io.partd.arrow.shuffle;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a column of a type that has a validity buffer. */
abstract class NullableBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;

    NullableBuilder(BufferAllocator allocator, int expected) {
        validity = new ValidityBuilder(allocator, expected);
    }

    @Override
    public final int length() {
        return validity.length();
    }

    @Override
    public final void append(ArrayData from, int[] rows, int start, int end) {
        appendValues(from, rows, start, end);
        from.appendValidity(rows, start, end, validity);
    }

    /** Adds the values of rows, null or not, before {@link #length} counts them. */
    abstract void appendValues(ArrayData from, int[] rows, int start, int end);

    @Override
    public final void share(BuiltColumns columns) {
        validity.share(columns);
        shareValues(columns);
    }

    /** Adds what comes after the validity. */
    abstract void shareValues(BuiltColumns columns);

    @Override
    public void close() {
        validity.close();
    }
}
