package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.OffsetsBuilder;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.schema.ListNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of lists or maps. */
final class ListBuilder implements NestedBuilder {

    private final String name;
    private final int repetition;
    private final int slot;
    private final int defined;
    private final List<VectorBuilder> elements = new ArrayList<>();
    private final ValidityBuilder validity;
    private final OffsetsBuilder offsets;
    private boolean open;
    private long length;

    ListBuilder(ListNode node, OffsetsBuilder offsets, BufferAllocator allocator) {
        name = node.field().getName();
        repetition = node.repetition();
        slot = node.slotDefinition();
        defined = node.definition();
        this.offsets = offsets;
        validity = new ValidityBuilder(allocator, 0);
    }

    @Override
    public void add(VectorBuilder inner) {
        elements.add(inner);
    }

    @Override
    public void append(byte[] repetitions, byte[] definitions, int from, int to) {
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
    public void append(int count) {
        throw new IllegalStateException("lists have levels of repetition");
    }

    @Override
    public long size() {
        return validity.size() + offsets.size() + elements.get(0).size();
    }

    @Override
    public void finish(BuiltColumns columns) throws IOException {
        endList();
        validity.finish(columns);
        long inside = offsets.end();
        LeafBuilder.finish(offsets, columns);
        elements.get(0).finish(columns, inside, name);
    }

    @Override
    public void close() {
        validity.close();
        offsets.close();
        elements.forEach(VectorBuilder::close);
    }
}
