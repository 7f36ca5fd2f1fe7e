package io.partd.shuffle;

import io.partd.ByteSize;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;

/**
 * Groups the records of any number of sources into partitions, in bounded memory. Threads of its own read in turn, find
 * keys and group, and the calling thread writes. Immutable; a shuffle may be run any number of times, into another sink
 * each time: every run writes the headers.
 *
 * <pre>{@code
 * try (Store parts = Partd.file(output)) {
 *     Shuffle.of(DelimitedFormat.csv(Column.of("state")), Partitioners.hash(64, ".csv"))
 *             .memory(ByteSize.of("256m"))
 *             .run(List.of(Source.file(input)), parts::appendBuffers);
 * }
 * }</pre>
 *
 * <p>The guarantee: within a partition, records are in input order, byte for byte as they were read; every record is in
 * exactly one partition, or was given to the {@link FaultHandler}. If {@link #run} throws, the sink may have got a
 * part.
 */
public final class Shuffle {

    /** The least memory a shuffle takes. */
    public static final ByteSize MIN_MEMORY = ByteSize.of("2m");

    private static final long WAVE_PER_PARTITION = 512 << 10;

    private final RecordFormat format;
    private final Partitioner partitioner;
    private final ByteSize memory;
    private final int threads;
    private final FaultHandler faultHandler;

    private Shuffle(
            RecordFormat format, Partitioner partitioner, ByteSize memory, int threads, FaultHandler faultHandler) {
        this.format = format;
        this.partitioner = partitioner;
        this.memory = memory;
        this.threads = threads;
        this.faultHandler = faultHandler;
    }

    /**
     * Returns a shuffle of records in that format with 256 MiB of memory, a thread per processor, ending at the first
     * record that can't be placed.
     */
    public static Shuffle of(RecordFormat format, Partitioner partitioner) {
        int processors = Runtime.getRuntime().availableProcessors();
        return new Shuffle(format, partitioner, ByteSize.of("256m"), processors, FaultHandler.stop());
    }

    /**
     * Returns this shuffle with another bound on the bytes of records it holds, half of them on the heap and half
     * outside.
     *
     * @param size at least {@link #MIN_MEMORY}; a record, its line end included, may be as long as an eighth of it, and
     *     1 GiB at most
     * @throws IllegalArgumentException if it is less
     */
    public Shuffle memory(ByteSize size) {
        if (size.compareTo(MIN_MEMORY) < 0) {
            throw new IllegalArgumentException("memory of " + size + " is less than " + MIN_MEMORY);
        }
        return new Shuffle(format, partitioner, size, threads, faultHandler);
    }

    /**
     * Returns this shuffle with another number of threads that read, find keys and group.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Shuffle threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("number of threads " + count + " is less than 1");
        }
        return new Shuffle(format, partitioner, memory, count, faultHandler);
    }

    /** Returns this shuffle with another way to handle records that can't be placed. */
    public Shuffle onFault(FaultHandler handler) {
        return new Shuffle(format, partitioner, memory, threads, handler);
    }

    /**
     * Reads all sources in order and appends their records to the sink, which is not closed. If the format has a
     * header, each partition begins with the first source's.
     *
     * @throws IllegalArgumentException if the key's column is not there, or if two partitions have the same name
     * @throws FaultException if a record can't be placed, unless another handler was given; or if a header is
     *     malformed, or a record is too long for the memory, whatever the handler
     * @throws TooManyPartitionsException if there are more distinct keys than a partitioner allows
     * @throws InterruptedIOException if the thread was interrupted, with its interrupt status still set
     * @throws IOException if reading or writing fails, if a source lacks the header or has another one, or if the
     *     format {@linkplain RecordFormat#sourceFault refuses} a source
     */
    public ShuffleSummary run(List<Source> sources, BatchSink sink) throws IOException {
        BlockPool pool = BlockPool.of(memory);
        try (BlockReader reader = new BlockReader(sources, format, pool);
                Pipeline pipeline = new Pipeline(reader, () -> scatterer(reader, pool), threads, ahead(pool))) {
            WaveWriter writer = new WaveWriter(sink, partitioner, reader.header(), pool, waveSize());
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
    }

    private Scatterer scatterer(BlockReader reader, BlockPool pool) {
        return new Scatterer(format.cursor(reader.columns()), partitioner, pool);
    }

    /** A wave's blocks, and some for each thread. */
    private int ahead(BlockPool pool) {
        return (int) (waveSize() / pool.standard()) + 4 * threads;
    }

    /** At most a quarter of the memory, so that reading and grouping go on while a wave is written. */
    private long waveSize() {
        return Math.min(memory.bytes() / 4, Math.max(partitioner.count(), 64) * WAVE_PER_PARTITION);
    }
}
