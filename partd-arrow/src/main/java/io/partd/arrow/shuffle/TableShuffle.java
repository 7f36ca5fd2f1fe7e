package io.partd.arrow.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.SchemaMode;
import io.partd.arrow.TableSource;
import io.partd.expression.Condition;
import io.partd.expression.KeyExpression;
import io.partd.expression.SortOrder;
import io.partd.shuffle.Column;
import io.partd.shuffle.NullKeys;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.AllocationListener;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Distributes the rows of tables to partitions in bounded memory, in input order within each. Immutable; may run any
 * number of times, and in several threads at once.
 *
 * <pre>{@code
 * ShuffleSummary summary = TableShuffle.by("origin").hash(64).memory(ByteSize.of("256m")).run(sources, partd::append);
 * }</pre>
 */
public final class TableShuffle {

    /** The least memory that {@link #memory} takes. */
    public static final ByteSize MIN_MEMORY = ByteSize.of("8m");

    private static final long WAVE_PER_PARTITION = 1 << 20;
    private static final long LEAST_WAVE = 64 << 20;
    private static final long MOST_WAVE = 512 << 20;

    /**
     * What is read ahead or held leaves memory for a wave that is gathered, and as much for rounding up its buffers.
     */
    private static final long WAVES_FREE = 2;

    private static final int ROUNDING = 64;

    private final List<KeyExpression> keys;
    private final Partitioning partitioning;
    private final ByteSize memory;
    private final int threads;
    private final @Nullable BufferAllocator parent;
    private final boolean withKey;
    private final SchemaMode schemas;
    private final TableRows rows;
    private final Path temporary;

    /** Makes the partitioner of one run. */
    interface Partitioning {

        KeyPartitioner start(TableShuffle shuffle, List<? extends TableSource> sources, BufferAllocator allocator)
                throws IOException;
    }

    private TableShuffle(
            List<KeyExpression> keys,
            Partitioning partitioning,
            ByteSize memory,
            int threads,
            @Nullable BufferAllocator parent,
            boolean withKey,
            SchemaMode schemas,
            TableRows rows,
            Path temporary) {
        this.keys = keys;
        this.partitioning = partitioning;
        this.memory = memory;
        this.threads = threads;
        this.parent = parent;
        this.withKey = withKey;
        this.schemas = schemas;
        this.rows = rows;
        this.temporary = temporary;
    }

    static TableShuffle of(List<KeyExpression> keys, Partitioning partitioning) {
        return new TableShuffle(
                keys,
                partitioning,
                ByteSize.of("256m"),
                Runtime.getRuntime().availableProcessors(),
                null,
                true,
                SchemaMode.UNIFY,
                TableRows.ALL,
                Path.of(System.getProperty("java.io.tmpdir")));
    }

    /**
     * Says by which columns to shuffle, or by {@linkplain KeyExpression what is derived from them}.
     *
     * @param columns their names, at least one; where no column is called so, and it is a number, the 1-based number of
     *     one; {@code trip.origin} is one within a struct
     * @throws IllegalArgumentException if there is none, an empty name, or a malformed function
     */
    public static TableKey by(String... columns) {
        if (columns.length == 0) {
            throw new IllegalArgumentException("no column to shuffle by; give one or several");
        }
        return new TableKey(Arrays.stream(columns).map(KeyExpression::of).toList());
    }

    /**
     * Returns this shuffle with another bound on the bytes of Arrow buffers it holds, outside the heap. A record batch
     * may be as large as a quarter of it.
     *
     * @param size at least {@link #MIN_MEMORY}
     * @throws IllegalArgumentException if it is less
     */
    public TableShuffle memory(ByteSize size) {
        if (size.compareTo(MIN_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + size + " is less than " + MIN_MEMORY);
        }
        return new TableShuffle(keys, partitioning, size, threads, parent, withKey, schemas, rows, temporary);
    }

    /**
     * Returns this shuffle with another number of threads, that many to read and as many to gather.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public TableShuffle threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("number of threads " + count + " is less than 1");
        }
        return new TableShuffle(keys, partitioning, memory, count, parent, withKey, schemas, rows, temporary);
    }

    /** Returns this shuffle with an allocator that its own is a child of, instead of a new root. */
    public TableShuffle allocator(BufferAllocator allocator) {
        return new TableShuffle(keys, partitioning, memory, threads, allocator, withKey, schemas, rows, temporary);
    }

    /**
     * Returns this shuffle without the key's columns in what the sink gets, for partitions whose names say what the key
     * is, as Hive's directories do. Metadata of pandas, Spark, Avro and Iceberg do not name them either.
     */
    public TableShuffle withoutKey() {
        return new TableShuffle(keys, partitioning, memory, threads, parent, false, schemas, rows, temporary);
    }

    /** Returns this shuffle with another way to treat sources whose schemas differ. Without this, they are unified. */
    public TableShuffle schemas(SchemaMode mode) {
        return new TableShuffle(keys, partitioning, memory, threads, parent, withKey, mode, rows, temporary);
    }

    /** Returns this shuffle with another place for rows whose key, or one of several, is null. */
    public TableShuffle nullKeys(NullKeys place) {
        return rows(new TableRows(rows.condition(), rows.columns(), rows.limit(), place, rows.order()));
    }

    /**
     * Returns this shuffle of those rows that a condition holds for. Sources may leave out row groups of which they
     * know that they have none.
     */
    public TableShuffle where(Condition condition) {
        return rows(new TableRows(condition, rows.columns(), rows.limit(), rows.nullKeys(), rows.order()));
    }

    /**
     * Returns this shuffle of those rows that a condition holds for.
     *
     * @throws IllegalArgumentException if the condition is malformed
     */
    public TableShuffle where(String condition) {
        return where(Condition.parse(condition));
    }

    /**
     * Returns this shuffle with some columns in what the sink gets, in that order. Of sources that can read columns
     * alone, these are read and those that are keys or tested by a condition.
     *
     * @param names or numbers, as in {@link #by}
     * @throws IllegalArgumentException if there is none, or an empty name
     */
    public TableShuffle columns(String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("no column to write; give one or several");
        }
        Arrays.stream(names).forEach(Column::of);
        return rows(new TableRows(rows.condition(), List.of(names), rows.limit(), rows.nullKeys(), rows.order()));
    }

    /**
     * Returns this shuffle of the first rows, of those that a condition holds for if there is one, in the order of the
     * sources. Sources are read one after the other then, and no further.
     *
     * @throws IllegalArgumentException if the number is negative
     */
    public TableShuffle limit(long count) {
        if (count < 0) {
            throw new IllegalArgumentException("limit " + count + " is negative");
        }
        return rows(new TableRows(rows.condition(), rows.columns(), count, rows.nullKeys(), rows.order()));
    }

    /**
     * Returns this shuffle with the rows of each partition sorted: by columns one after the other, of any type that has
     * an order, numbers as numbers, strings by their bytes, NaN above all numbers, null last. Rows that are equal stay
     * in the order of the sources. Partitions get rows when all are there; what does not fit into memory waits in
     * temporary files as sorted runs.
     *
     * @param order as in {@code fare desc, trip.city}
     * @throws IllegalArgumentException if the order is malformed
     */
    public TableShuffle sortedBy(String order) {
        return sortedBy(SortOrder.parse(order));
    }

    /** Returns this shuffle with the rows of each partition sorted in an order. */
    public TableShuffle sortedBy(SortOrder order) {
        return rows(new TableRows(rows.condition(), rows.columns(), rows.limit(), rows.nullKeys(), order));
    }

    /**
     * Returns this shuffle with another directory for the temporary files of rows that are {@linkplain #sortedBy
     * sorted} for a sink of tables. Without this, it is the system's.
     */
    public TableShuffle temporaryIn(Path directory) {
        return new TableShuffle(keys, partitioning, memory, threads, parent, withKey, schemas, rows, directory);
    }

    private TableShuffle rows(TableRows wanted) {
        return new TableShuffle(keys, partitioning, memory, threads, parent, withKey, schemas, wanted, temporary);
    }

    /**
     * Returns an allocator for that many bytes that wastes little, unlike Arrow's own, which rounds up to powers of
     * two.
     */
    public static BufferAllocator newAllocator(ByteSize limit) {
        return new RootAllocator(
                AllocationListener.NOOP, limit.bytes(), size -> (size + ROUNDING - 1) / ROUNDING * ROUNDING);
    }

    /**
     * Reads all sources in order and appends their rows to the sink, all with the schema that the sources have together
     * ({@link SchemaMode}).
     *
     * <p>Columns that are dictionary-encoded stay so: a partition's dictionary is the first batch's, followed by the
     * values that others have besides. When there are more than the indices can name, these are wider from then on.
     *
     * @param sources at least one
     * @return the bytes in it are those of Arrow's buffers, as they were read
     * @throws IllegalArgumentException if there is no source; or if a key's column is not there, or of a type that
     *     cannot be a key, or one to sort by has no order; or if a column is of a type that cannot be divided; or if
     *     {@link #withoutKey} leaves no column
     * @throws io.partd.InvalidKeyException if a distinct key has no name
     * @throws io.partd.shuffle.TooManyPartitionsException if there are more distinct keys than allowed
     * @throws java.io.InterruptedIOException if the thread was interrupted, with its interrupt status still set
     * @throws IOException if reading or writing fails, or if the memory is not enough for a batch; if the sources'
     *     schemas cannot be unified, which is before the sink gets anything; or if a value is not in its column's type
     *     of all sources
     */
    public ShuffleSummary run(List<? extends TableSource> sources, TableSink sink) throws IOException {
        return run(sources, (gatherer, columns, allocator, wave) -> {
            TableWaves tables = new TableWaves(sink, gatherer, wave / 2);
            return rows.order() == null
                    ? tables
                    : new SortedWaves(tables, gatherer, spooling(temporary, allocator, wave), 1);
        });
    }

    /**
     * Reads all sources in order and adds their rows to partitions that are written side by side. Rows that the sink
     * does not take as they come are held, three eighths of the memory, and spilled. Columns that are
     * dictionary-encoded are as above.
     *
     * @param directory where a temporary directory is made, if there need be one
     * @see #run(List, TableSink) for what is thrown
     */
    public ShuffleSummary run(List<? extends TableSource> sources, PartitionSink sink, Path directory)
            throws IOException {
        return run(sources, (gatherer, columns, allocator, wave) -> {
            PartitionWaves.Spooling spooling = spooling(directory, allocator, wave);
            return rows.order() == null
                    ? new PartitionWaves(sink, gatherer, spooling, threads)
                    : new SortedWaves(
                            new SortedPartitions(sink, gatherer, columns.writtenOrder(), spooling.open()),
                            gatherer,
                            spooling,
                            threads);
        });
    }

    private PartitionWaves.Spooling spooling(Path directory, BufferAllocator allocator, long wave) {
        return new PartitionWaves.Spooling(
                directory,
                allocator,
                memory,
                memory.bytes() / 8 * 3,
                wave,
                WAVES_FREE * wave,
                Math.max(1, memory.bytes() / 16 / threads),
                memory.bytes() / 4 / threads);
    }

    /** Makes what waves go to in one run. */
    private interface Target {

        WaveSink open(WaveGatherer gatherer, TableColumns columns, BufferAllocator allocator, long wave);
    }

    private ShuffleSummary run(List<? extends TableSource> sources, Target target) throws IOException {
        return inMemory(sources, (wanted, allocator) -> run(wanted, target, allocator));
    }

    /** Reads the rows that are wanted. */
    private interface Reading<T> {

        T read(List<? extends TableSource> wanted, BufferAllocator allocator) throws IOException;
    }

    private <T> T inMemory(List<? extends TableSource> sources, Reading<T> reading) throws IOException {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("no source to shuffle");
        }
        BufferAllocator within =
                parent == null ? newAllocator(memory) : parent.newChildAllocator("partd-shuffle", 0, memory.bytes());
        try (BufferAllocator allocator = within) {
            return reading.read(rows.of(schemas.apply(sources, allocator), keys, allocator), allocator);
        } catch (OutOfMemoryException e) {
            throw new IOException(
                    "a batch of the tables needs more than the memory of " + memory
                            + "; allow more, or write them with smaller batches",
                    e);
        }
    }

    private ShuffleSummary run(List<? extends TableSource> sources, Target target, BufferAllocator allocator)
            throws IOException {
        TableColumns columns = rows.of(PartReader.columns(sources.get(0), allocator, keyPlaces()), withKey);
        TableColumns written = columns.written();
        KeyPartitioner partitioner = partitioning.start(this, sources, allocator);
        long wave = waveBytes(partitioner.count());
        try (Dictionaries dictionaries = new Dictionaries(written, allocator);
                WaveGatherer gatherer = new WaveGatherer(allocator, dictionaries, threads);
                WaveSink sink = target.open(gatherer, columns, allocator, wave);
                WaveWriter writer = new WaveWriter(sink, partitioner, wave, written.mostRows());
                BatchReader reader = new BatchReader(
                        sources, allocator, columns, partitioner, threads, wave, WAVES_FREE * wave, wave / 4)) {
            Slice next = reader.next();
            while (next != null) {
                writer.add(next);
                next = reader.next();
            }
            return writer.finish();
        }
    }

    private List<TableColumns.KeyPlace> keyPlaces() {
        List<TableColumns.KeyPlace> places = new ArrayList<>();
        keys.forEach(key -> places.add(TableColumns.KeyPlace.of(key)));
        return places;
    }

    /**
     * An eighth of the memory at most: it is needed for a wave, what becomes of it, what is read ahead, and the sink.
     */
    private long waveBytes(int partitions) {
        long wanted = Math.max(LEAST_WAVE, partitions * WAVE_PER_PARTITION);
        return Math.min(memory.bytes() / 8, Math.min(MOST_WAVE, wanted));
    }

    /**
     * Reads the keys of all sources, and returns where ranges of about the same number of rows begin. They are bytes
     * that only {@link TableKey#ranges(int, List)} understands, whatever the version.
     *
     * @param count the number of ranges
     * @see #run(List, TableSink) for what is thrown
     */
    public List<byte[]> bounds(List<? extends TableSource> sources, int count) throws IOException {
        return inMemory(sources, (wanted, allocator) -> bounds(wanted, allocator, count));
    }

    /** Reads the keys of all sources for bounds of ranges. */
    List<byte[]> bounds(List<? extends TableSource> sources, BufferAllocator allocator, int count) throws IOException {
        RangeSample sample = new RangeSample();
        readKeys(sources, allocator, NumberedPartitions.one(), count, sample::add);
        return sample.bounds(count);
    }

    /** Reads the keys of all sources, and nothing else. */
    private void readKeys(
            List<? extends TableSource> sources,
            BufferAllocator allocator,
            KeyPartitioner partitioner,
            int count,
            Consumer<Slice> keys)
            throws IOException {
        TableColumns all = rows.of(PartReader.columns(sources.get(0), allocator, keyPlaces()), withKey);
        List<String> names = all.keyNames();
        List<TableSource> some = new ArrayList<>();
        for (TableSource source : sources) {
            some.add(source.columns(names));
        }
        List<TableSource> narrowed = SchemaMode.UNIFY.apply(some, allocator);
        TableColumns columns =
                PartReader.columns(narrowed.get(0), allocator, all.keyPlaces()).nullKeys(rows.nullKeys());
        long wave = waveBytes(count);
        try (BatchReader reader = new BatchReader(
                narrowed, allocator, columns, partitioner, threads, wave, WAVES_FREE * wave, wave / 4)) {
            Slice next = reader.next();
            while (next != null) {
                keys.accept(next);
                next.release();
                next = reader.next();
            }
        }
    }

    /**
     * Reads the keys of a sample, and returns how its rows are spread over the partitions. Writes nothing.
     *
     * @see #run(List, TableSink) for what is thrown
     */
    public ShuffleEstimate estimate(TableSample sample) throws IOException {
        return inMemory(sample.sources(), (wanted, allocator) -> {
            KeyPartitioner partitioner = partitioning.start(this, wanted, allocator);
            EstimatedPartitions partitions = new EstimatedPartitions();
            readKeys(wanted, allocator, partitioner, partitioner.count(), partitions::add);
            return partitions.estimate(partitioner, sample.isWhole());
        });
    }
}
