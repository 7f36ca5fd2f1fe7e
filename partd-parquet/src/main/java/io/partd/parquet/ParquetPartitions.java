package io.partd.parquet;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.shuffle.PartitionFile;
import io.partd.arrow.shuffle.PartitionSink;
import io.partd.arrow.shuffle.RowsByPartition;
import io.partd.arrow.shuffle.SortedColumn;
import io.partd.parquet.write.Column;
import io.partd.parquet.write.FileWriter;
import io.partd.parquet.write.SharedValues;
import io.partd.parquet.write.SpillFile;
import io.partd.parquet.write.Workspace;
import io.partd.parquet.write.WriteBatch;
import io.partd.parquet.write.WritePlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/**
 * Writes the partitions of a shuffle as Parquet files, all side by side: rows are encoded as they come, and pages
 * compressed as soon as they are full. What does not fit into memory waits in a temporary file. The bytes of a file
 * depend on its rows alone, and not on memory or threads. If it fails, files may be there in part.
 */
public final class ParquetPartitions implements PartitionSink {

    private static final int BUFFER = 1 << 16;

    /** The pages of some partitions may take so many bytes, however many partitions there are. */
    private static final long LEAST_PAGES = 1 << 20;

    /** The part of the memory that values which files share may take. */
    private static final int SHARED = 8;

    private final PartitionFile file;
    private final @Nullable ParquetLayout like;
    private final ParquetOptions options;
    private final long memory;
    private final Path temporary;
    private final Queue<Workspace> idle = new ConcurrentLinkedQueue<>();
    private List<String> names = List.of();
    /** What the rows of each partition are sorted by; null if they are not. */
    private @Nullable List<SortedColumn> order;

    private @Nullable FileWriter[] writers = {};
    /** The numbers of the partitions' files that are written. */
    private int[] numbers = {};

    private @Nullable WritePlan plan;
    /** As long as rows come as they are read: then one thread prepares batches, and others do nothing meanwhile. */
    private volatile @Nullable SharedValues shared;

    private volatile @Nullable SpillFile spill;

    /**
     * Begins without a file.
     *
     * @param like the layout of the files; null for that of the first batch's schema
     * @param memory about how many bytes of the heap are used for values that are not written yet
     * @param temporary where a temporary directory is made, if there need be one
     */
    public ParquetPartitions(
            PartitionFile file, @Nullable ParquetLayout like, ParquetOptions options, ByteSize memory, Path temporary) {
        this.file = file;
        this.like = like;
        this.options = options;
        this.memory = memory.bytes();
        this.temporary = temporary;
    }

    @Override
    public void sortedBy(List<SortedColumn> columns) {
        order = List.copyOf(columns);
    }

    @Override
    public void setPartitions(List<String> partitions) {
        names = partitions;
        if (partitions.size() > writers.length) {
            writers = Arrays.copyOf(writers, Math.max(partitions.size(), 2 * writers.length));
            numbers = Arrays.copyOf(numbers, writers.length);
        }
    }

    /** Encodes rows as they come as long as the pages that grow, and dictionaries, take no more than their share. */
    @Override
    public boolean takesRows() {
        long open = names.size() * partitionMemory();
        SharedValues all = shared;
        open += all == null ? 0 : all.memory();
        for (FileWriter writer : writers) {
            open += writer == null ? 0 : writer.openMemory();
        }
        if (open <= memory / 3 * 2) {
            return true;
        }
        shared = null;
        return false;
    }

    @Override
    public long partitionMemory() {
        WritePlan present = plan;
        return present == null ? 0 : present.leastMemory();
    }

    @Override
    public boolean takesSeveral() {
        return true;
    }

    @Override
    public PreparedBatch prepare(RecordBatch batch) throws IOException {
        WritePlan present = plan(batch);
        List<FieldVector> made = new ArrayList<>();
        Workspace workspace = workspace();
        boolean done = false;
        try {
            List<Column> columns =
                    Dictionaries.columns(present, batch.root().getFieldVectors(), batch.dictionaries(), made);
            WriteBatch prepared = present.batch(columns, workspace);
            SharedValues all = shared;
            if (all != null) {
                all.add(prepared, workspace);
            }
            done = true;
            return new Prepared(prepared, made);
        } finally {
            idle.add(workspace);
            if (!done) {
                made.forEach(FieldVector::close);
            }
        }
    }

    private synchronized WritePlan plan(RecordBatch batch) {
        WritePlan present = plan;
        if (present == null) {
            ParquetLayout layout = like == null ? ParquetLayout.of(batch.schema(), batch.dictionaries()) : like;
            layout.requireSame(Dictionaries.decoded(batch.schema().getFields(), batch.dictionaries()));
            present = layout.plan(options, order == null ? List.of() : order);
            plan = present;
            shared = order == null ? present.sharedValues(memory / SHARED) : null;
        }
        return present;
    }

    private Workspace workspace() {
        Workspace workspace = idle.poll();
        return workspace == null ? new Workspace() : workspace;
    }

    private FileWriter writer(int partition) {
        FileWriter writer = writers[partition];
        if (writer == null) {
            WritePlan present = plan;
            if (present == null) {
                throw new IllegalStateException("no batch was prepared");
            }
            String name = names.get(partition);
            int number = numbers[partition];
            writer = new FileWriter(present, position -> open(name, number, position));
            writers[partition] = writer;
        }
        return writer;
    }

    private OutputStream open(String partition, int number, long position) throws IOException {
        Path path = number == 0 ? file.of(partition) : file.further(partition, number);
        OpenOption how = position == 0 ? StandardOpenOption.CREATE_NEW : StandardOpenOption.APPEND;
        return new BufferedOutputStream(Files.newOutputStream(path, StandardOpenOption.WRITE, how), BUFFER);
    }

    @Override
    public void finish(int partition) throws IOException {
        if (writers[partition] == null && numbers[partition] > 0) {
            return;
        }
        Workspace workspace = workspace();
        try {
            end(partition, workspace);
        } finally {
            idle.add(workspace);
        }
    }

    private void end(int partition, Workspace workspace) throws IOException {
        writer(partition).end(spill, workspace);
        writers[partition] = null;
        numbers[partition]++;
    }

    /** Returns how many rows fit into a partition's file. */
    private long fileRoom(int partition) {
        return options.fileRows() - writer(partition).rows();
    }

    /** Ends a partition's file if no row, or no row group, fits into it any more. */
    private void endIfFull(int partition, Workspace workspace) throws IOException {
        FileWriter writer = writer(partition);
        long fitting = options.fileBytes() - options.limits().bytes();
        if (writer.rows() >= options.fileRows() || (writer.bytes() > 0 && writer.bytes() > fitting)) {
            end(partition, workspace);
        }
    }

    /** Moves the pages of partitions to a temporary file, if they take more than their share. */
    private void spill(int from, int to) throws IOException {
        long pages = 0;
        for (int p = from; p < to; p++) {
            FileWriter writer = writers[p];
            pages += writer == null ? 0 : writer.pageMemory();
        }
        double share = (double) memory / 3 * (to - from) / names.size();
        if (pages <= Math.max(LEAST_PAGES, share)) {
            return;
        }
        synchronized (this) {
            SpillFile present = spill;
            if (present == null) {
                present = SpillFile.in(temporary);
                spill = present;
            }
            for (int p = from; p < to; p++) {
                FileWriter writer = writers[p];
                if (writer != null) {
                    writer.spill(present);
                }
            }
            present.flush();
        }
    }

    /** Releases what is held, and deletes the temporary file. Partitions that are not finished are not whole. */
    @Override
    public void close() throws IOException {
        idle.forEach(Workspace::close);
        idle.clear();
        SpillFile present = spill;
        if (present != null) {
            present.close();
        }
    }

    private final class Prepared implements PreparedBatch {

        private final WriteBatch batch;
        private final List<FieldVector> made;

        Prepared(WriteBatch batch, List<FieldVector> made) {
            this.batch = batch;
            this.made = made;
        }

        @Override
        public void add(RowsByPartition rows, int from, int to) throws IOException {
            Workspace workspace = workspace();
            try {
                int[] next = new int[to - from];
                for (int p = from; p < to; p++) {
                    next[p - from] = rows.start(p);
                }
                boolean more = true;
                while (more) {
                    more = addSome(rows, from, to, next, workspace);
                }
            } finally {
                idle.add(workspace);
            }
            spill(from, to);
        }

        /**
         * Adds rows of each partition until it has to be seen whether its row group is full. It goes column by column,
         * so that the data is still in the processor's cache for the next partition.
         *
         * @param next the place of each partition's next row among {@code rows}
         * @return whether there are more
         */
        private boolean addSome(RowsByPartition rows, int from, int to, int[] next, Workspace workspace)
                throws IOException {
            int[] counts = new int[next.length];
            for (int p = from; p < to; p++) {
                int left = rows.end(p) - next[p - from];
                counts[p - from] =
                        left == 0 ? 0 : (int) Math.min(Math.min(left, writer(p).room()), fileRoom(p));
            }
            for (int column = 0; column < batch.columnCount(); column++) {
                for (int i = 0; i < counts.length; i++) {
                    if (counts[i] > 0) {
                        writer(from + i).write(column, batch, rows.rows(), next[i], counts[i], workspace);
                    }
                }
            }
            boolean more = false;
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] > 0) {
                    writer(from + i).added(counts[i], spill, workspace);
                    endIfFull(from + i, workspace);
                    next[i] += counts[i];
                    more |= next[i] < rows.end(from + i);
                }
            }
            return more;
        }

        @Override
        public void close() {
            made.forEach(FieldVector::close);
        }
    }
}
