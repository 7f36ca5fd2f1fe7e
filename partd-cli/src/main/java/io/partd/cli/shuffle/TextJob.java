package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Shuffles text. */
final class TextJob implements ShuffleJob {

    private final FormatOptions format;
    private final PartitionOptions partitions;
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
        this.faultHandler = faultHandler;
        this.telling = telling;
        records = format.format(telling, rows);
        suffix = format.suffix(telling);
        contents = new TextContents(format.fileFormat(telling), rows.columns().isEmpty(), files);
    }

    @Override
    public Prepared prepare(Destination to, OutputOptions options, PrintWriter err) throws IOException {
        BytesOutput output =
                to.prepare(records, suffix, partitions.partitioning(format.columns()), options, contents, err);
        return new Prepared(output, (inputs, memory, threads) -> run(output, inputs, memory, threads));
    }

    private ShuffleSummary run(BytesOutput output, List<Input> inputs, ByteSize memory, int threads)
            throws IOException {
        try (Writing writing = output.write()) {
            List<Source> sources = new ArrayList<>();
            for (Input input : inputs) {
                sources.add(records.withColumns(input.decompressed(), input.columns()));
            }
            Partitioner partitioner = partitions.isDistinct()
                    ? partitions.distinct(format.keyNames(records, inputs.get(0), telling))
                    : partitions.numbered(suffix, records, sources, memory, output);
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
