package io.partd.arrow.memory;

import org.apache.arrow.memory.BufferAllocator;

/** Which rows of a column are not null. Makes no buffer as long as all are. For one thread. */
public final class ValidityBuilder implements AutoCloseable {

    private final BitsBuilder bits;
    private int length;

    /** Makes one with room for an expected number of rows once a null comes. */
    public ValidityBuilder(BufferAllocator allocator, int expected) {
        bits = new BitsBuilder(allocator, expected);
    }

    /** Returns how many rows there are. */
    public int length() {
        return length;
    }

    /** Returns how many bytes of memory the bits take. */
    public long size() {
        return bits.size();
    }

    /** Appends rows that are not null. */
    public void appendValid(int count) {
        length = Math.addExact(length, count);
    }

    /** Appends bits of a source, in the order of the row numbers. */
    public void append(long source, int[] rows, int start, int end) {
        catchUp();
        bits.append(source, rows, start, end);
        length += end - start;
    }

    /** Appends a row for each byte, not null if the byte has some value. */
    public void append(byte[] bytes, int start, int end, int valid) {
        int first = start;
        while (first < end && bytes[first] == valid) {
            first++;
        }
        appendValid(first - start);
        if (first < end) {
            catchUp();
            bits.append(bytes, first, end, valid);
            length = Math.addExact(length, end - first);
        }
    }

    /** Appends a row. */
    public void append(boolean valid) {
        if (!valid) {
            catchUp();
            bits.append(false);
        }
        length = Math.addExact(length, 1);
    }

    private void catchUp() {
        bits.appendOnes(length - bits.length());
    }

    /** Adds the column's node and a buffer; an empty one says that there are no nulls. */
    public void share(BuiltColumns columns) {
        columns.addNode(length, bits.zeros());
        if (bits.length() > 0) {
            catchUp();
        }
        columns.addBuffer(bits.share());
    }

    /** Does the same as {@link #share}, and begins with the next column. */
    public void finish(BuiltColumns columns) {
        share(columns);
        close();
    }

    /** Removes all rows, and releases their memory. */
    @Override
    public void close() {
        bits.close();
        length = 0;
    }
}
