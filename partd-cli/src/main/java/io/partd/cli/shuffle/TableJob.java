package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.TableKey;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.arrow.shuffle.TableSpool;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetSource;
import io.partd.shuffle.Column;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.jspecify.annotations.Nullable;

/** Shuffles tables. */
final class TableJob implements ShuffleJob {

    private static final ByteSize MOST_HELD_BACK = ByteSize.of("64m");

    private final TableFormat from;
    private final TableFormat to;
    private final List<String> by;
    private final PartitionOptions partitions;
    private final TableLayout layout;

    TableJob(TableFormat from, TableFormat to, List<String> by, PartitionOptions partitions) {
        this.from = from;
        this.to = to;
        this.by = by;
        this.partitions = partitions;
        layout = partitions.isDistinct() ? TableLayout.hive(to) : TableLayout.numbered(to);
    }

    @Override
    public Layout layout() {
        return layout;
    }

    @Override
    public ShuffleSummary run(List<InputFile> inputs, OutputFolder output, ByteSize memory, int threads)
            throws IOException {
        List<TableSource> sources = new ArrayList<>();
        for (InputFile input : inputs) {
            sources.add(new CountedSource(from.source(input.path()), input.bytesRead()));
        }
        layout.begin(output.staging());
        try (BufferAllocator allocator = TableShuffle.newAllocator(memory);
                TableSpool spool = new TableSpool(output.parent(), allocator, half(memory))) {
            ShuffleSummary summary = shuffle(sources.get(0), allocator)
                    .memory(memory)
                    .threads(threads)
                    .allocator(allocator)
                    .run(sources, spool);
            ParquetLayout like = like(inputs.get(0).path());
            ByteSize heldBack = ByteSize.of(Math.min(MOST_HELD_BACK.bytes(), memory.bytes() / 4 / threads));
            spool.write(partition -> to.writer(layout.file(output.staging(), partition), like, heldBack), threads);
            return summary;
        }
    }

    private TableShuffle shuffle(TableSource first, BufferAllocator allocator) throws IOException {
        TableKey key = TableShuffle.by(by.toArray(String[]::new));
        if (!partitions.isDistinct()) {
            return partitions.isRange() ? key.ranges(partitions.count()) : key.hash(partitions.count());
        }
        List<String> columns = columnNames(first, allocator);
        return key.distinct(partitions.limit(), values -> HiveNames.folders(columns, values));
    }

    private List<String> columnNames(TableSource first, BufferAllocator allocator) throws IOException {
        try (ArrowReader reader = first.open(allocator)) {
            List<String> names = reader.getVectorSchemaRoot().getSchema().getFields().stream()
                    .map(Field::getName)
                    .toList();
            return by.stream()
                    .map(column -> names.get(Column.of(column).index(names)))
                    .toList();
        }
    }

    /** Returns what Parquet files are to be like. */
    private @Nullable ParquetLayout like(Path first) throws IOException {
        return from == TableFormat.PARQUET && to == TableFormat.PARQUET
                ? ParquetSource.of(first).layout()
                : null;
    }

    private static ByteSize half(ByteSize memory) {
        return ByteSize.of(memory.bytes() / 2);
    }
}
