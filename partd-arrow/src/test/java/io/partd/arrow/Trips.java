package io.partd.arrow;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** Tables of two columns, a number and a text. */
final class Trips {

    private Trips() {}

    /** Makes a table of one batch. */
    static Table of(BufferAllocator allocator, List<List<@Nullable Object>> rows) {
        BigIntVector minutes = new BigIntVector("minutes", allocator);
        VarCharVector to = new VarCharVector("to", allocator);
        for (int i = 0; i < rows.size(); i++) {
            Object number = rows.get(i).get(0);
            Object text = rows.get(i).get(1);
            if (number != null) {
                minutes.setSafe(i, (Long) number);
            }
            if (text != null) {
                to.setSafe(i, ((String) text).getBytes(StandardCharsets.UTF_8));
            }
        }
        return of(rows.size(), minutes, to);
    }

    /** Makes a table of one batch of vectors, whatever they are. */
    static Table of(int rows, FieldVector... vectors) {
        for (FieldVector vector : vectors) {
            vector.setValueCount(rows);
        }
        return Table.of(RecordBatch.of(VectorSchemaRoot.of(vectors)));
    }
}
