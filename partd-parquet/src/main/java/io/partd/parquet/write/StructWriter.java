package io.partd.parquet.write;

import io.partd.parquet.schema.StructNode;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.vector.FieldVector;

/** Writes structs as the columns of their members. */
record StructWriter(StructNode node, List<NodeWriter> fields) implements NodeWriter {

    @Override
    public void write(FieldVector vector, LeafLevels levels, ChunkBuilder[] chunks, Workspace workspace)
            throws IOException {
        Nulls.apply(node, vector, levels);
        List<FieldVector> children = vector.getChildrenFromFields();
        for (int i = 0; i < fields.size(); i++) {
            LeafLevels own = i == fields.size() - 1 ? levels : levels.copy();
            fields.get(i).write(children.get(i), own, chunks, workspace);
        }
    }
}
