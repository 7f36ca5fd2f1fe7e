package io.partd.cli.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableWriter;
import io.partd.arrow.shuffle.PartitionSink;
import io.partd.arrow.shuffle.RowsByPartition;
import io.partd.parquet.ParquetPartitions.PartitionFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes partitions as Arrow files or streams, each after all its rows are there: so it gets batches of its own. */
final class ArrowPartitions implements PartitionSink {

    private final PartitionFile file;
    private final boolean withFooter;
    private final Map<Integer, TableWriter> open = new ConcurrentHashMap<>();
    private List<String> names = List.of();

    /** Of files with a footer, or of streams. */
    ArrowPartitions(PartitionFile file, boolean withFooter) {
        this.file = file;
        this.withFooter = withFooter;
    }

    @Override
    public void setPartitions(List<String> partitions) {
        names = partitions;
    }

    @Override
    public boolean takesRows() {
        return false;
    }

    /** One partition of each thread is open. */
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
                TableWriter writer = open.get(from);
                if (writer == null) {
                    writer = begin(from);
                    open.put(from, writer);
                }
                writer.write(batch);
            }

            @Override
            public void close() {
                // The batch is the caller's.
            }
        };
    }

    private TableWriter begin(int partition) throws IOException {
        FileChannel channel = FileChannel.open(
                file.of(names.get(partition)), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return withFooter ? TableWriter.file(channel) : TableWriter.stream(channel);
    }

    @Override
    public void finish(int partition) throws IOException {
        try (@Nullable TableWriter writer = open.remove(partition)) {
            if (writer == null) {
                throw new IllegalStateException("no batch of partition " + partition);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (TableWriter writer : open.values()) {
            writer.close();
        }
    }
}
