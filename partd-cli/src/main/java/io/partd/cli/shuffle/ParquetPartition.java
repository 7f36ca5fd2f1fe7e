package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.shuffle.PartitionWriter;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetSink;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A partition as a Parquet file. */
final class ParquetPartition implements PartitionWriter {

    private final Path file;
    private final @Nullable ParquetLayout like;
    private final ParquetOptions options;
    private @Nullable ParquetSink sink;
    private boolean failed;

    ParquetPartition(Path file, @Nullable ParquetLayout like, ByteSize memory) {
        this.file = file;
        this.like = like;
        this.options = ParquetOptions.DEFAULT.rowGroupBytes(memory);
    }

    @Override
    public void write(RecordBatch batch) throws IOException {
        boolean done = false;
        try {
            if (sink == null) {
                ParquetLayout layout = like == null ? ParquetLayout.of(batch.schema(), batch.dictionaries()) : like;
                sink = ParquetSink.create(file, layout, options);
            }
            sink.write(batch);
            done = true;
        } finally {
            failed |= !done;
        }
    }

    @Override
    public void close() throws IOException {
        if (sink == null) {
            return;
        }
        try (ParquetSink closed = sink) {
            if (!failed) {
                closed.finish();
            }
        }
    }
}
