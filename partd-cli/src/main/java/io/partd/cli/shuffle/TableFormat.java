package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.ArrowFiles;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.PartitionWriter;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The formats of tables in files. */
enum TableFormat {
    PARQUET,
    /** Arrow's, with a footer; Feather 2 is the same. */
    ARROW,
    /** A stream of Arrow's. */
    ARROWS;

    private static final long MOST_PER_BATCH = 16 << 20;

    /** Returns what files' names end in. */
    String suffix() {
        return switch (this) {
            case PARQUET -> ".parquet";
            case ARROW -> ".arrow";
            case ARROWS -> ".arrows";
        };
    }

    /**
     * Returns a file as a source, whose batches are small beside the memory, where the file leaves that open.
     *
     * @param threads how many batches are made side by side
     */
    TableSource source(Path file, ByteSize memory, int threads) throws IOException {
        long batch = Math.max(1, Math.min(MOST_PER_BATCH, memory.bytes() / 16 / Math.max(1, threads)));
        return this == PARQUET ? ParquetSource.of(file).batchBytes(ByteSize.of(batch)) : ArrowFiles.source(file);
    }

    /**
     * Begins a file.
     *
     * @param like a Parquet file whose metadata and compression Parquet files get; null if there is none
     * @param memory how much a writer may hold back
     */
    PartitionWriter writer(Path file, @Nullable ParquetLayout like, ByteSize memory) throws IOException {
        return this == PARQUET ? new ParquetPartition(file, like, memory) : ArrowPartition.create(file, this == ARROW);
    }
}
