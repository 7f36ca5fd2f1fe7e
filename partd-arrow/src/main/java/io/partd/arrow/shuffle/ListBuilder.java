package io.partd.arrow.shuffle;

import org.apache.arrow.memory.BufferAllocator;

/** Lists and maps. */
final class ListBuilder implements ColumnBuilder {

    private final ValidityBuilder validity;
    private final Offsets offsets;
    private final ElementRows elements;
    private final int width;

    /** Makes one whose offsets have {@code width} bytes. */
    ListBuilder(BufferAllocator allocator, int width, ColumnBuilder elements, int expected) {
        this.validity = new ValidityBuilder(allocator, expected);
        this.offsets = new Offsets(allocator, width, expected);
        this.elements = new ElementRows(elements);
        this.width = width;
    }

    @Override
    public int length() {
        return validity.length();
    }

    @Override
    public void append(Chunk from, int[] rows, int start, int end) {
        long source = Offsets.source(from, width);
        Chunk child = from.children().get(0);
        for (int i = start; i < end; i++) {
            long begin = Offsets.get(source, width, rows[i]);
            long stop = Offsets.get(source, width, rows[i] + 1);
            Offsets.check(from, rows[i], begin, stop, child.length());
            elements.add(child, (int) begin, (int) stop);
        }
        offsets.append(from, source, rows, start, end);
        elements.flush(child);
        validity.append(from, rows, start, end);
    }

    @Override
    public void share(BuiltColumns columns) {
        validity.share(columns);
        columns.addBuffer(offsets.share());
        elements.share(columns);
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        elements.close();
    }
}
