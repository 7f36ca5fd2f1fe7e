package io.partd.arrow.shuffle;

import org.apache.arrow.memory.BufferAllocator;

/** Which rows of a column are not null. Makes no buffer as long as all are. For one thread. */
final class ValidityBuilder implements AutoCloseable {

    private final BitsBuilder bits;
    private int length;

    ValidityBuilder(BufferAllocator allocator, int expected) {
        bits = new BitsBuilder(allocator, expected);
    }

    int length() {
        return length;
    }

    void append(Chunk from, int[] rows, int start, int end) {
        if (from.nullCount() > 0) {
            bits.appendOnes(length - bits.length());
            bits.append(from.validity(), rows, start, end);
        }
        length += end - start;
    }

    /** Adds the column's node and a buffer; an empty one says that there are no nulls. */
    void share(BuiltColumns columns) {
        columns.addNode(length, bits.zeros());
        if (bits.length() > 0) {
            bits.appendOnes(length - bits.length());
        }
        columns.addBuffer(bits.share());
    }

    @Override
    public void close() {
        bits.close();
    }
}
