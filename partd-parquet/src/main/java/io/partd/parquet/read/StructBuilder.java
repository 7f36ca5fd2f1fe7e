package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector of structs. */
final class StructBuilder extends NestedBuilder {

    StructBuilder(StructNode node, BufferAllocator allocator) {
        super(node, allocator);
    }

    @Override
    void append(byte[] repetitions, byte[] definitions, int from, int to) {
        for (int i = from; i < to; i++) {
            if (repetitions[i] <= repetition && definitions[i] >= slot) {
                validity.append(definitions[i] >= defined);
            }
        }
    }

    @Override
    void append(int count) {
        validity.appendValid(count);
    }

    @Override
    public void finish(BuiltColumns columns) throws IOException {
        int slots = validity.length();
        validity.finish(columns);
        for (VectorBuilder field : inner) {
            field.finish(columns, slots, name);
        }
    }
}
