package io.partd.arrow.docs;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.arrow.ArrowCompression;
import io.partd.arrow.ArrowTables;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.arrow.TableWriter;
import io.partd.arrow.shuffle.ArrowOptions;
import io.partd.arrow.shuffle.ArrowPartitions;
import io.partd.arrow.shuffle.PartitionFile;
import io.partd.arrow.shuffle.PartitionSink;
import io.partd.arrow.shuffle.TableSample;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import io.partd.shuffle.ShuffleSummary;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/shuffle.md that has to do with tables. */
class TableShuffleExamplesTest {

    @Test
    void tablesInMemoryToAStore() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                Table flights = flights(allocator);
                Partd<Table> partd = Partd.memory().with(ArrowTables.layer(allocator))) {
            List<TableSource> sources = List.of(TableSource.of("flights", flights));
            ShuffleSummary summary = TableShuffle.by("origin", "destination")
                    .hash(64)
                    .memory(ByteSize.of("256m"))
                    .run(sources, partd::append);
            assertThat(summary.records()).isEqualTo(2);
            assertThat(partd.keys()).hasSize(64);
        }
    }

    @Test
    void estimateFromASample() throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                Table flights = flights(allocator)) {
            List<TableSource> sources = List.of(TableSource.of("flights", flights));
            TableSample sample = TableSample.of(sources, 1_000_000);
            ShuffleEstimate estimate = TableShuffle.by("origin").hash(64).estimate(sample);
            assertThat(estimate.whole()).isTrue();
            assertThat(estimate.heaviest()).containsExactly(new HeavyKey(List.of("ABQ"), 2));
        }
    }

    @Test
    void tablesToFiles(@TempDir Path output) throws Exception {
        try (BufferAllocator allocator = new RootAllocator();
                Table table = flights(allocator)) {
            List<TableSource> sources = List.of(TableSource.of("flights", table));
            PartitionFile file = partition -> output.resolve(partition + ".arrow");
            try (PartitionSink sink = new ArrowPartitions(file, ArrowOptions.FILES)) {
                TableShuffle.by("origin").hash(64).run(sources, sink, output);
            }
            assertThat(output.resolve("part-00063.arrow")).exists();
            ArrowOptions options =
                    ArrowOptions.FILES.compression(ArrowCompression.of("zstd")).fileRows(1_000_000);
            Path other = Files.createDirectory(output.resolve("other"));
            try (PartitionSink sink = new ArrowPartitions(other::resolve, options)) {
                TableShuffle.by("origin").hash(1).run(sources, sink, output);
            }
            assertThat(other.resolve("part-00000")).exists();
            WritableByteChannel channel = Files.newByteChannel(output.resolve("all.arrow"), CREATE_NEW, WRITE);
            try (TableWriter writer = TableWriter.file(channel, ArrowCompression.of("zstd:9"))) {
                writer.write(table);
            }
            assertThat(output.resolve("all.arrow")).isNotEmptyFile();
        }
    }

    private static Table flights(BufferAllocator allocator) {
        VarCharVector origin = new VarCharVector("origin", allocator);
        VarCharVector destination = new VarCharVector("destination", allocator);
        for (int i = 0; i < 2; i++) {
            origin.setSafe(i, new Text("ABQ"));
            destination.setSafe(i, new Text("OAK"));
        }
        VectorSchemaRoot root = VectorSchemaRoot.of(origin, destination);
        root.setRowCount(2);
        return Table.of(RecordBatch.of(root));
    }
}
