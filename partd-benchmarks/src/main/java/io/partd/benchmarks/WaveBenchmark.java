package io.partd.benchmarks;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long one thread takes to distribute the rows of a table in memory to partitions in memory, and how long to copy
 * the table's buffers. Per byte of these buffers: 1 ns is 1 GB/s.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--add-opens=java.base/java.nio=ALL-UNNAMED")
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class WaveBenchmark {

    private static final int BATCHES = 16;
    private static final int ROWS = 65_536;

    /** A batch's columns: four of 8 bytes, two of 4, one of texts of 8 bytes with offsets of 4, and a bit each. */
    private static final int BATCH_BYTES = ROWS * (4 * 8 + 2 * 4 + 8 + 4) + ROWS / 8 * 7;

    private static final int BYTES = BATCHES * BATCH_BYTES;

    /** How many partitions. */
    @Param({"1", "64", "1000"})
    public int partitions;

    private final BufferAllocator allocator = new RootAllocator();
    private ArrowBuf copy = allocator.getEmpty();
    private Table table = Table.empty();

    /** Makes the table, and the memory that it is copied to. */
    @Setup
    public void make() {
        Random random = new Random(1);
        List<RecordBatch> batches = new ArrayList<>();
        for (int b = 0; b < BATCHES; b++) {
            batches.add(batch(random));
        }
        table = Table.of(batches.get(0).schema(), batches);
        copy = allocator.buffer(BYTES + 4 * BATCHES);
    }

    private RecordBatch batch(Random random) {
        BigIntVector key = new BigIntVector("key", allocator);
        BigIntVector time = new BigIntVector("time", allocator);
        Float8Vector x = new Float8Vector("x", allocator);
        Float8Vector y = new Float8Vector("y", allocator);
        IntVector a = new IntVector("a", allocator);
        IntVector b = new IntVector("b", allocator);
        VarCharVector text = new VarCharVector("text", allocator);
        List<FieldVector> columns = List.of(key, time, x, y, a, b, text);
        for (FieldVector column : columns) {
            column.setInitialCapacity(ROWS);
            column.allocateNew();
        }
        for (int row = 0; row < ROWS; row++) {
            key.set(row, random.nextInt(100_000));
            time.set(row, random.nextLong());
            x.set(row, random.nextDouble());
            y.set(row, random.nextDouble());
            a.set(row, random.nextInt());
            b.set(row, random.nextInt());
            text.setSafe(row, String.format("%08x", random.nextInt()).getBytes(StandardCharsets.US_ASCII));
        }
        columns.forEach(column -> column.setValueCount(ROWS));
        return RecordBatch.of(new VectorSchemaRoot(columns));
    }

    /** Releases the memory. */
    @TearDown
    public void close() {
        copy.close();
        table.close();
        allocator.close();
    }

    /** Distributes the rows. */
    @Benchmark
    @OperationsPerInvocation(BYTES)
    public ShuffleSummary shuffle() throws IOException {
        return TableShuffle.by("key")
                .hash(partitions)
                .memory(ByteSize.of("1g"))
                .threads(1)
                .allocator(allocator)
                .run(List.of(TableSource.of("table", table)), tables -> {});
    }

    /** Copies the buffers to memory that was touched before. */
    @Benchmark
    @OperationsPerInvocation(BYTES)
    public ArrowBuf memcpy() {
        long at = 0;
        for (RecordBatch batch : table.batches()) {
            for (FieldVector column : batch.root().getFieldVectors()) {
                for (ArrowBuf buffer : column.getBuffers(false)) {
                    MemoryUtil.copyMemory(buffer.memoryAddress(), copy.memoryAddress() + at, buffer.readableBytes());
                    at += buffer.readableBytes();
                }
            }
        }
        return copy;
    }
}
