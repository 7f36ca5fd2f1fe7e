package io.partd.shuffle;

import io.partd.ByteSize;
import io.partd.Store;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Groups the records of any number of sources into partitions, in bounded memory. Its own threads read, find keys and
 * group; the calling thread writes. Immutable. A shuffle may run any number of times: into one store, to whose
 * partitions it adds, or into a different sink each time, because every run writes the headers.
 *
 * <pre>{@code
 * try (Store parts = Partd.file(output)) {
 *     Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
 *             .memory(ByteSize.of("256m"))
 *             .run(List.of(Source.file(input)), parts);
 * }
 * }</pre>
 *
 * <p>Within a partition, records are in input order, byte for byte as they were read. Every record is in exactly one
 * partition, or was passed to the {@link FaultHandler}. If {@link #run} throws, the sink may have received a part.
 */
public final class Shuffle {

    /** The smallest memory of a shuffle. */
    public static final ByteSize MIN_MEMORY = ByteSize.of("2m");

    private static final long WAVE_PER_PARTITION = 512 << 10;

    private final RecordFormat format;
    private final Partitioner partitioner;
    private final ByteSize memory;
    private final int threads;
    private final FaultHandler faultHandler;
    private final Path directory;

    private Shuffle(
            RecordFormat format,
            Partitioner partitioner,
            ByteSize memory,
            int threads,
            FaultHandler faultHandler,
            Path directory) {
        this.format = format;
        this.partitioner = partitioner;
        this.memory = memory;
        this.threads = threads;
        this.faultHandler = faultHandler;
        this.directory = directory;
    }

    /**
     * Returns a shuffle with 256 MiB of memory and one thread for each processor, which ends at the first record that
     * cannot be assigned to a partition.
     */
    public static Shuffle of(RecordFormat format, Partitioner partitioner) {
        int processors = Runtime.getRuntime().availableProcessors();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        return new Shuffle(format, partitioner, ByteSize.of("256m"), processors, FaultHandler.stop(), temporary);
    }

    /**
     * Returns this shuffle with another limit on the bytes of records that it holds, half of them on the heap and half
     * outside.
     *
     * @param size at least {@link #MIN_MEMORY}. The longest record, its line end included, has an eighth of it, and at
     *     most 1 GiB
     * @throws IllegalArgumentException if the size is less than that
     */
    public Shuffle memory(ByteSize size) {
        if (size.compareTo(MIN_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + size + " is less than " + MIN_MEMORY);
        }
        return new Shuffle(format, partitioner, size, threads, faultHandler, directory);
    }

    /**
     * Returns this shuffle with another number of threads that read, find keys and group.
     *
     * @throws IllegalArgumentException if the count is less than 1
     */
    public Shuffle threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("number of threads " + count + " is less than 1");
        }
        return new Shuffle(format, partitioner, memory, count, faultHandler, directory);
    }

    /** Returns this shuffle with another handler for records that cannot be assigned to a partition. */
    public Shuffle onFault(FaultHandler handler) {
        return new Shuffle(format, partitioner, memory, threads, handler, directory);
    }

    /**
     * Returns this shuffle with another directory for the temporary files of records that are
     * {@linkplain RowSelection#sortedBy sorted}. Without this, it is the system's.
     */
    public Shuffle temporaryIn(Path place) {
        return new Shuffle(format, partitioner, memory, threads, faultHandler, place);
    }

    /**
     * Reads all sources in order and appends their records to the sink, what a {@link RowSelection} leaves of them. If
     * the format has a header, each partition begins with the header of the first source. Does not close the sink.
     *
     * @throws IllegalArgumentException if the header lacks the key's column, or two partitions have the same name
     * @throws FaultException if a record cannot be assigned to a partition, unless another handler was set; and, with
     *     any handler, if a header is malformed or a record is too long for the memory
     * @throws TooManyPartitionsException if the records have more distinct keys than a partitioner allows
     * @throws InterruptedIOException if the thread is interrupted; its interrupt status stays set
     * @throws IOException if reading or writing fails, if a source has another header than the first, or if the format
     *     {@linkplain RecordFormat#sourceFault refuses} a source
     */
    public ShuffleSummary run(List<Source> sources, BatchSink sink) throws IOException {
        if (!(format instanceof RowSelection rows) || !rows.isSorted()) {
            return runUnsorted(sources, sink);
        }
        BlockPool pool = BlockPool.of(half());
        try (BlockReader reader = new BlockReader(sources, format, pool);
                Pipeline pipeline = new Pipeline(reader, () -> scatterer(reader, pool), workers(), ahead(pool))) {
            SortedCursor order = rows.sortedCursor(reader.columns());
            try (SortingSink sorting = new SortingSink(sink, order, header(reader), directory, memory.bytes() / 4)) {
                WaveWriter writer = new WaveWriter(sorting, partitioner, new byte[0], pool, waveSize());
                return sorting.finish(write(sources, reader, pipeline, writer));
            }
        }
    }

    /**
     * Does the same with a store. Rows of a partition that the store has go on after those that are there, without a
     * second header.
     *
     * @throws IOException also if the store has a partition with another header
     */
    public ShuffleSummary run(List<Source> sources, Store store) throws IOException {
        return run(sources, new JoiningSink(store, format, store::appendBuffers));
    }

    private ShuffleSummary runUnsorted(List<Source> sources, BatchSink sink) throws IOException {
        BlockPool pool = BlockPool.of(memory);
        try (BlockReader reader = new BlockReader(sources, format, pool);
                Pipeline pipeline = new Pipeline(reader, () -> scatterer(reader, pool), workers(), ahead(pool))) {
            return write(
                    sources, reader, pipeline, new WaveWriter(sink, partitioner, header(reader), pool, waveSize()));
        }
    }

    /**
     * Reads a sample, in one thread, and returns how its records are spread over the partitions. Writes nothing.
     *
     * @throws IllegalArgumentException as {@link #run} does
     * @throws IOException as {@link #run} does, for what it meets in the sample
     */
    public ShuffleEstimate estimate(SourceSample sample) throws IOException {
        CountingPartitioner counting = new CountingPartitioner(partitioner, format.keyCount() > 1);
        ShuffleSummary summary = new Shuffle(format, counting, memory, 1, faultHandler, directory)
                .runUnsorted(sample.sources(), batch -> {});
        return new ShuffleEstimate(summary, sample.isWhole(), counting.heaviest());
    }

    private ByteSize half() {
        return ByteSize.of(Math.max(MIN_MEMORY.bytes(), memory.bytes() / 2));
    }

    private ShuffleSummary write(List<Source> sources, BlockReader reader, Pipeline pipeline, WaveWriter writer)
            throws IOException {
        LineCounter lines = new LineCounter(reader::headerLines);
        FaultReporter faults = new FaultReporter(faultHandler, sources, lines);
        try {
            ScatteredBlock next = pipeline.take();
            while (next != null) {
                faults.report(next);
                writer.add(next);
                next = pipeline.take();
            }
        } catch (RecordTooLongException e) {
            throw e.on(lines);
        }
        return writer.finish(faults.rejected());
    }

    private int workers() {
        return format.isSequential() ? 1 : threads;
    }

    /** Returns what each partition begins with: the header as it is written, after the byte order mark. */
    private byte[] header(BlockReader reader) {
        byte[] columns = reader.columns();
        byte[] written = format.writtenHeader(columns);
        byte[] mark = reader.header();
        int markLength = mark.length - columns.length;
        byte[] header = Arrays.copyOf(mark, markLength + written.length);
        System.arraycopy(written, 0, header, markLength, written.length);
        return header;
    }

    private Scatterer scatterer(BlockReader reader, BlockPool pool) {
        return new Scatterer(format.cursor(reader.columns()), partitioner, pool);
    }

    /** Returns the number of a wave's blocks, and some more for each thread. */
    private int ahead(BlockPool pool) {
        return (int) (waveSize() / pool.standard()) + 4 * threads;
    }

    /** Returns at most a quarter of the memory, so that reading and grouping continue while a wave is written. */
    private long waveSize() {
        return Math.min(memory.bytes() / 4, Math.max(partitioner.count(), 64) * WAVE_PER_PARTITION);
    }
}
