package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.junit.jupiter.api.Test;

class JavaValuesTest {

    private static final byte[] NO_TEXT = {'a', (byte) 0xFF};

    /** So that whoever prints values can tell them from binary ones, as the command line does. */
    @Test
    void textsThatAreNoUtf8AreBuffers() {
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector texts = new VarCharVector("text", allocator);
                LargeVarCharVector large = new LargeVarCharVector("large", allocator);
                ViewVarCharVector views = new ViewVarCharVector("view", allocator);
                VarBinaryVector bytes = new VarBinaryVector("bytes", allocator)) {
            texts.setSafe(0, NO_TEXT);
            texts.setSafe(1, "å".getBytes(StandardCharsets.UTF_8));
            large.setSafe(0, NO_TEXT);
            views.setSafe(0, NO_TEXT);
            bytes.setSafe(0, NO_TEXT);
            for (FieldVector vector : List.of(texts, large, views, bytes)) {
                vector.setValueCount(2);
            }
            JavaValues values = JavaValues.of(RecordBatch.of(VectorSchemaRoot.of(texts, large, views, bytes)));
            assertThat(values.row(0).subList(0, 3)).containsOnly(ByteBuffer.wrap(NO_TEXT));
            assertThat(values.get(0, 3)).isEqualTo(NO_TEXT);
            assertThat(values.get(1, 0)).isEqualTo("å");
        }
    }
}
