package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.parquet.schema.ListNode;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of lists or maps. */
final class ListBuilder extends NestedBuilder {

    private final OffsetsBuilder offsets;
    private boolean open;
    private long length;

    ListBuilder(ListNode node, OffsetsBuilder offsets, BufferAllocator allocator) {
        super(node, allocator);
        this.offsets = offsets;
    }

    @Override
    void append(byte[] repetitions, byte[] definitions, int from, int to) {
        for (int i = from; i < to; i++) {
            int definition = definitions[i];
            if (repetitions[i] <= repetition) {
                endList();
                if (definition >= slot) {
                    validity.append(definition >= defined);
                    open = true;
                }
            }
            if (repetitions[i] <= repetition + 1 && definition > defined) {
                length++;
            }
        }
    }

    private void endList() {
        if (open) {
            offsets.append(length);
            length = 0;
            open = false;
        }
    }

    @Override
    void append(int count) {
        throw new IllegalStateException("lists have levels of repetition");
    }

    @Override
    public long size() {
        return super.size() + offsets.size();
    }

    @Override
    public void finish(BuiltColumns columns) throws IOException {
        endList();
        validity.finish(columns);
        long inside = offsets.end();
        LeafBuilder.finish(offsets, columns);
        inner.get(0).finish(columns, inside, name);
    }

    @Override
    public void discard() throws IOException {
        endList();
        offsets.close();
        super.discard();
    }

    @Override
    public void close() {
        super.close();
        offsets.close();
    }
}
