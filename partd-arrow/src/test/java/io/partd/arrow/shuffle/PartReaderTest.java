package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.expression.KeyExpression;
import io.partd.shuffle.NullKeys;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.NullVector;
import org.junit.jupiter.api.Test;

class PartReaderTest {

    /** The rows of a column of nulls have no bytes, and their numbers have. */
    @Test
    void aBatchOfManyRowsWaitsUntilItsSlicesAreTaken() throws Exception {
        int rows = 100 << 17;
        NullVector nulls = new NullVector("k", rows);
        try (BufferAllocator allocator = new RootAllocator();
                Table table = Tables.of(nulls)) {
            TableSource source = TableSource.of("t", table);
            TableColumns columns =
                    PartReader.columns(source, allocator, List.of(TableColumns.KeyPlace.of(KeyExpression.of("k"))));
            PartReader part =
                    new PartReader(0, source, new ReadAhead(Long.MAX_VALUE, 0, () -> Long.MAX_VALUE), 1 << 20);
            Thread reader = new Thread(() ->
                    part.read(allocator, columns, new PartitionFinder(NumberedPartitions.one(), NullKeys.PARTITION)));
            reader.start();
            while (reader.getState() != Thread.State.WAITING) {
                assertThat(reader.isAlive()).as("reads on without waiting").isTrue();
                Thread.sleep(1);
            }
            long taken = 0;
            PartReader.Result next = part.take();
            while (next.slice() != null) {
                taken += next.slice().rows().length;
                next.slice().release();
                next = part.take();
            }
            assertThat(next.failure()).isNull();
            assertThat(taken).isEqualTo(rows);
            reader.join();
        }
    }
}
