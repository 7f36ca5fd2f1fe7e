package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.parquet.write.Column;
import io.partd.parquet.write.SharedValues;
import io.partd.parquet.write.Workspace;
import io.partd.parquet.write.WritePlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Test;

class SharedValuesTest {

    private static final int COLUMNS = 100;
    private static final int ROWS = 1000;
    private static final long MOST = 1 << 20;

    /** Each column alone has too few values to be given up. */
    @Test
    void manyColumnsTakeNoMoreMemoryTogetherThanTheyMay() throws IOException {
        SplittableRandom random = new SplittableRandom(20_261_130);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = table(allocator);
                Workspace workspace = new Workspace()) {
            WritePlan plan = ParquetLayout.of(root.getSchema()).plan(ParquetOptions.DEFAULT);
            SharedValues shared = plan.sharedValues(MOST);
            long most = 0;
            for (int batch = 0; batch < 20; batch++) {
                fill(root, random);
                List<Column> columns =
                        root.getFieldVectors().stream().map(Column::of).toList();
                shared.add(plan.batch(columns, workspace), workspace);
                most = Math.max(most, shared.memory());
            }
            assertThat(most).isBetween(MOST / 4, MOST);
            assertThat(shared.memory()).as("the columns of few values stay").isPositive();
        }
    }

    private static VectorSchemaRoot table(BufferAllocator allocator) {
        List<FieldVector> columns = new ArrayList<>();
        for (int c = 0; c < COLUMNS; c++) {
            columns.add(new BigIntVector("c" + c, allocator));
        }
        return new VectorSchemaRoot(columns);
    }

    /** The first column has few values, the others many. */
    private static void fill(VectorSchemaRoot root, SplittableRandom random) {
        for (int c = 0; c < COLUMNS; c++) {
            BigIntVector column = (BigIntVector) root.getVector(c);
            for (int i = 0; i < ROWS; i++) {
                column.setSafe(i, random.nextLong(c == 0 ? 10 : 1 << 15));
            }
            column.setValueCount(ROWS);
        }
        root.setRowCount(ROWS);
    }
}
