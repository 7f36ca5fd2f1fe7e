package io.partd.parquet.write;

import io.partd.parquet.schema.ListNode;
import java.io.IOException;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.BaseListVector;
import org.apache.arrow.vector.complex.LargeListVector;

/** Writes lists and maps as the columns of their elements. */
record ListWriter(ListNode node, NodeWriter element) implements NodeWriter {

    @Override
    public void write(FieldVector vector, LeafLevels levels, ChunkBuilder[] chunks, Workspace workspace)
            throws IOException {
        Nulls.apply(node, vector, levels);
        LeafLevels inner = LeafLevels.empty(levels.count());
        for (int i = 0; i < levels.count(); i++) {
            int index = levels.indices()[i];
            int repetition = levels.repetitions()[i];
            int definition = levels.definitions()[i];
            long start = index < 0 ? 0 : start(vector, index);
            long end = index < 0 ? 0 : end(vector, index);
            if (start >= end) {
                inner.add(repetition, definition, LeafLevels.NOTHING);
                continue;
            }
            for (long at = start; at < end; at++) {
                inner.add(
                        at == start ? repetition : node.elementRepetition(),
                        node.elementDefinition(),
                        Math.toIntExact(at));
            }
        }
        element.write(vector.getChildrenFromFields().get(0), inner, chunks, workspace);
    }

    private static long start(FieldVector vector, int index) {
        return vector instanceof BaseListVector list
                ? list.getElementStartIndex(index)
                : ((LargeListVector) vector).getElementStartIndex(index);
    }

    private static long end(FieldVector vector, int index) {
        return vector instanceof BaseListVector list
                ? list.getElementEndIndex(index)
                : ((LargeListVector) vector).getElementEndIndex(index);
    }
}
