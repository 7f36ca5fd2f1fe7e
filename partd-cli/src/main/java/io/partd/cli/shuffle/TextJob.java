package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.shuffle.FaultHandler;
import io.partd.shuffle.Partitioner;
import io.partd.shuffle.RecordFormat;
import io.partd.shuffle.Shuffle;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Shuffles text. */
final class TextJob implements ShuffleJob {

    private final FormatOptions format;
    private final PartitionOptions partitions;
    private final FaultHandler faultHandler;
    private final RecordFormat records;
    private final String suffix;
    private final TextLayout layout;

    TextJob(FormatOptions format, PartitionOptions partitions, String firstInput, FaultHandler faultHandler) {
        this.format = format;
        this.partitions = partitions;
        this.faultHandler = faultHandler;
        records = format.format(firstInput);
        suffix = format.suffix(firstInput);
        layout = partitions.isDistinct() ? new HiveLayout(records, suffix) : new DatasetLayout(records);
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public ShuffleSummary run(List<InputFile> inputs, OutputFolder output, ByteSize memory, int threads)
            throws IOException {
        try (TextLayout.Writing writing = layout.write(output.staging());
                Spool spool = new Spool(output.parent())) {
            List<Source> sources = new ArrayList<>();
            for (InputFile file : inputs) {
                sources.add(partitions.isRange() ? spool.rereadable(file) : file);
            }
            Partitioner partitioner = partitions.isDistinct()
                    ? partitions.distinct(format.columnName(records, inputs.get(0)))
                    : partitions.numbered(suffix, records, sources, memory);
            return Shuffle.of(records, partitioner)
                    .memory(memory)
                    .threads(threads)
                    .onFault(faultHandler)
                    .run(sources, writing);
        }
    }
}
