package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.Ranges;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.Source;
import io.partd.shuffle.SourceSample;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Shuffles text. */
final class TextJob implements ShuffleJob {

    /** How much of the input is read for a plan. */
    private static final ByteSize SAMPLE = ByteSize.of("64m");

    private final FormatOptions format;
    private final PartitionOptions partitions;
    private final FileOptions files;
    private final FileContents contents;
    private final FaultHandler faultHandler;
    private final RecordFormat records;
    private final String telling;
    private final String suffix;

    TextJob(
            FormatOptions format,
            RowOptions rows,
            PartitionOptions partitions,
            FileOptions files,
            String telling,
            FaultHandler faultHandler) {
        this.format = format;
        this.partitions = partitions;
        this.files = files;
        this.faultHandler = faultHandler;
        this.telling = telling;
        records = format.format(telling, rows);
        suffix = format.suffix(telling);
        contents = new TextContents(format.fileFormat(telling), rows.haveAllColumns(), files);
    }

    @Override
    public Prepared prepare(Destination to, OutputOptions options, PrintWriter err) throws IOException {
        Partitioning partitioning = partitions.partitioning(format.columns());
        FileNames names = files.names(to, partitioning.naming(), options);
        BytesOutput output = to.prepare(records, suffix, partitioning, options, contents, names, err);
        return new Prepared(output, (inputs, memory, threads) -> run(output, names, inputs, memory, threads));
    }

    @Override
    public Plan plan(
            Destination to, OutputOptions options, List<Input> inputs, ByteSize memory, int threads, PrintWriter err)
            throws IOException {
        Partitioning partitioning = partitions.partitioning(format.columns());
        FileNames names = files.names(to, partitioning.naming(), options);
        List<byte[]> present = to.plan(records, suffix, partitioning, options, contents, names, err);
        SourceSample sample = SourceSample.of(records, sources(inputs), SAMPLE);
        Partitioner partitioner = partitioner(inputs, names, sample.sources(), memory, present);
        ShuffleEstimate estimate = Shuffle.of(records, partitioner)
                .memory(memory)
                .threads(threads)
                .onFault(faultHandler)
                .estimate(sample);
        return new Plan(
                estimate,
                format.inputColumns(records, inputs.get(0), telling),
                partitioner instanceof Ranges ranges ? ranges.bounds() : null);
    }

    private List<Source> sources(List<Input> inputs) {
        List<Source> sources = new ArrayList<>();
        for (Input input : inputs) {
            sources.add(records.withColumns(input.decompressed(), input.columns()));
        }
        return sources;
    }

    private Partitioner partitioner(
            List<Input> inputs, FileNames names, List<Source> sources, ByteSize memory, @Nullable List<byte[]> bounds)
            throws IOException {
        return partitions.isDistinct()
                ? partitions.distinct(format.keyNames(records, inputs.get(0), telling))
                : partitions.numbered(names.ofPartitions(suffix), records, sources, memory, bounds);
    }

    private ShuffleSummary run(BytesOutput output, FileNames names, List<Input> inputs, ByteSize memory, int threads)
            throws IOException {
        try (Writing writing = output.write()) {
            List<Source> sources = sources(inputs);
            Partitioner partitioner = partitioner(inputs, names, sources, memory, output.bounds());
            if (partitioner instanceof Ranges ranges) {
                output.setBounds(ranges.bounds());
            }
            output.expect(IntStream.range(0, partitioner.count())
                    .mapToObj(partitioner::name)
                    .toList());
            return Shuffle.of(records, partitioner)
                    .memory(memory)
                    .threads(threads)
                    .onFault(faultHandler)
                    .temporaryIn(output.parent())
                    .run(sources, writing);
        }
    }
}
