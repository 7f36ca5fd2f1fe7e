package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Writes partitions as Arrow files or streams, each after all its rows are there: so it gets batches of its own.
 *
 * <pre>{@code
 * PartitionFile file = partition -> output.resolve(partition + ".arrow");
 * try (PartitionSink sink = new ArrowPartitions(file, ArrowOptions.FILES)) {
 *     TableShuffle.by("origin").hash(64).run(sources, sink, output);
 * }
 * }</pre>
 */
public final class ArrowPartitions implements PartitionSink {

    private final PartitionFile file;
    private final ArrowOptions options;
    private final Map<Integer, OpenPartition> open = new ConcurrentHashMap<>();
    private List<String> names = List.of();

    /** Begins without a file. */
    public ArrowPartitions(PartitionFile file, ArrowOptions options) {
        this.file = file;
        this.options = options;
    }

    @Override
    public void setPartitions(List<String> partitions) {
        names = partitions;
    }

    @Override
    public boolean takesRows() {
        return false;
    }

    /** Returns 0, as one partition of each thread is open. */
    @Override
    public long partitionMemory() {
        return 0;
    }

    @Override
    public boolean takesSeveral() {
        return false;
    }

    @Override
    public PreparedBatch prepare(RecordBatch batch) {
        return new PreparedBatch() {
            @Override
            public void add(RowsByPartition rows, int from, int to) throws IOException {
                OpenPartition partition = open.get(from);
                if (partition == null) {
                    partition = new OpenPartition(names.get(from));
                    open.put(from, partition);
                }
                partition.add(batch);
            }

            @Override
            public void close() {
                // The batch is the caller's.
            }
        };
    }

    @Override
    public void finish(int partition) throws IOException {
        try (@Nullable OpenPartition written = open.remove(partition)) {
            if (written == null) {
                throw new IllegalStateException("no batch of partition " + partition);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (OpenPartition partition : open.values()) {
            partition.close();
        }
    }

    /** A partition, and the one of its files that is being written. */
    private final class OpenPartition implements Closeable {

        private final String name;
        private TableWriter writer;
        private int files;
        private long rows;
        private long bytes;

        OpenPartition(String name) throws IOException {
            this.name = name;
            writer = begin();
        }

        private TableWriter begin() throws IOException {
            FileChannel channel = FileChannel.open(
                    files == 0 ? file.of(name) : file.further(name, files),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            files++;
            rows = 0;
            bytes = 0;
            return options.withFooter()
                    ? TableWriter.file(channel, options.compression())
                    : TableWriter.stream(channel, options.compression());
        }

        void add(RecordBatch batch) throws IOException {
            int count = batch.rowCount();
            long size = batch.root().getFieldVectors().stream()
                    .mapToLong(FieldVector::getBufferSize)
                    .sum();
            int at = 0;
            do {
                int room = room(count - at, count, size);
                if (room == 0 && rows > 0) {
                    writer.close();
                    writer = begin();
                    room = room(count - at, count, size);
                }
                int some = Math.min(count - at, Math.max(1, room));
                write(batch, at, some);
                rows += some;
                bytes += count == 0 ? 0 : (long) ((double) size * some / count);
                at += some;
            } while (at < count);
        }

        /** Returns how many rows of those that are left have room in the file. */
        private int room(int left, int count, long size) {
            double perRow = Math.max(1, (double) size / Math.max(1, count));
            long byBytes = (long) ((options.fileBytes() - bytes) / perRow);
            return (int) Math.max(0, Math.min(left, Math.min(options.fileRows() - rows, byBytes)));
        }

        private void write(RecordBatch batch, int from, int count) throws IOException {
            if (count == batch.rowCount()) {
                writer.write(batch);
                return;
            }
            BufferAllocator allocator = batch.root().getVector(0).getAllocator();
            List<ArrayData> columns = new ArrayList<>();
            try (VectorSchemaRoot some = VectorSchemaRoot.create(batch.schema(), allocator)) {
                batch.root().getFieldVectors().forEach(vector -> columns.add(ArrayData.of(vector)));
                int[] rows = IntStream.range(from, from + count).toArray();
                ColumnBuilders.gather(columns, rows, some, allocator);
                writer.write(RecordBatch.of(some, batch.dictionaries()));
            } finally {
                columns.forEach(ArrayData::release);
            }
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }
}
