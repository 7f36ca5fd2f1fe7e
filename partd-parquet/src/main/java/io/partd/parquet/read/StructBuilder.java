package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of structs. */
final class StructBuilder implements NestedBuilder {

    private final String name;
    private final int repetition;
    private final int slot;
    private final int defined;
    private final List<VectorBuilder> fields = new ArrayList<>();
    private final ValidityBuilder validity;

    StructBuilder(StructNode node, BufferAllocator allocator) {
        name = node.field().getName();
        repetition = node.repetition();
        slot = node.slotDefinition();
        defined = node.definition();
        validity = new ValidityBuilder(allocator, 0);
    }

    @Override
    public void add(VectorBuilder inner) {
        fields.add(inner);
    }

    @Override
    public void append(byte[] repetitions, byte[] definitions, int from, int to) {
        for (int i = from; i < to; i++) {
            if (repetitions[i] <= repetition && definitions[i] >= slot) {
                validity.append(definitions[i] >= defined);
            }
        }
    }

    @Override
    public void append(int count) {
        validity.appendValid(count);
    }

    @Override
    public long size() {
        long size = validity.size();
        for (VectorBuilder field : fields) {
            size += field.size();
        }
        return size;
    }

    @Override
    public void finish(BuiltColumns columns) throws IOException {
        int slots = validity.length();
        validity.finish(columns);
        for (VectorBuilder field : fields) {
            field.finish(columns, slots, name);
        }
    }

    @Override
    public void close() {
        validity.close();
        fields.forEach(VectorBuilder::close);
    }
}
