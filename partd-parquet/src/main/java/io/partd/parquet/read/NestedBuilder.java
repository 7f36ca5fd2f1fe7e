package io.partd.parquet.read;

import io.partd.arrow.memory.ValidityBuilder;
import io.partd.parquet.schema.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;

/** Builds a vector with children, by the levels of its first column. */
abstract class NestedBuilder implements VectorBuilder {

    final String name;
    final int repetition;
    final int slot;
    final int defined;
    final ValidityBuilder validity;
    final List<VectorBuilder> inner = new ArrayList<>();

    NestedBuilder(Node node, BufferAllocator allocator) {
        name = node.field().getName();
        repetition = node.repetition();
        slot = node.slotDefinition();
        defined = node.definition();
        validity = new ValidityBuilder(allocator, 0);
    }

    /** Adds a vector that is within it. */
    final void add(VectorBuilder vector) {
        inner.add(vector);
    }

    /** Takes pairs of levels. */
    abstract void append(byte[] repetitions, byte[] definitions, int from, int to) throws IOException;

    /** Takes values that are there, outside of any list. */
    abstract void append(int count);

    @Override
    public long size() {
        long size = validity.size();
        for (VectorBuilder vector : inner) {
            size += vector.size();
        }
        return size;
    }

    @Override
    public void discard() throws IOException {
        validity.close();
        for (VectorBuilder vector : inner) {
            vector.discard();
        }
    }

    @Override
    public void close() {
        validity.close();
        inner.forEach(VectorBuilder::close);
    }
}
