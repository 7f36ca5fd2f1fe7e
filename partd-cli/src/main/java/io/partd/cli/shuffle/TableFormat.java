package io.partd.cli.shuffle;

import io.partd.ByteSize;
import io.partd.arrow.ArrowFiles;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.ArrowOptions;
import io.partd.arrow.shuffle.ArrowPartitions;
import io.partd.arrow.shuffle.PartitionFile;
import io.partd.arrow.shuffle.PartitionSink;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetPartitions;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.jspecify.annotations.Nullable;

/** The formats of tables in files. */
enum TableFormat {
    PARQUET,
    /** Arrow's, with a footer; Feather 2 is the same. */
    ARROW,
    /** A stream of Arrow's. */
    ARROWS;

    /** How many bytes it takes to tell the format. */
    static final int START = 8;

    private static final long MOST_PER_BATCH = 16 << 20;

    /** Returns what files' names end in. */
    String suffix() {
        return switch (this) {
            case PARQUET -> ".parquet";
            case ARROW -> ".arrow";
            case ARROWS -> ".arrows";
        };
    }

    /** Returns the format that a file's first {@link #START} bytes show; null if they show none. */
    static @Nullable TableFormat of(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("PAR1")) {
            return PARQUET;
        }
        if (text.startsWith("ARROW1")) {
            return ARROW;
        }
        return text.startsWith("\u00ff\u00ff\u00ff\u00ff") ? ARROWS : null;
    }

    /**
     * Returns a file as a source, whose batches are small beside the memory, where the file leaves that open.
     *
     * @param int96 what a Parquet file's times of that type become; null if the file says so
     * @param threads how many batches are made side by side
     */
    TableSource source(Path file, @Nullable TimeUnit int96, ByteSize memory, int threads) throws IOException {
        long batch = Math.max(1, Math.min(MOST_PER_BATCH, memory.bytes() / 16 / Math.max(1, threads)));
        return this == PARQUET ? parquet(file, int96).batchBytes(ByteSize.of(batch)) : ArrowFiles.source(file);
    }

    /** Returns a Parquet file as a source. */
    static ParquetSource parquet(Path file, @Nullable TimeUnit int96) throws IOException {
        ParquetSource source = ParquetSource.of(file);
        return int96 == null ? source : source.int96(int96);
    }

    /**
     * Returns what writes partitions as files of this format.
     *
     * @param like a Parquet file whose metadata and compression Parquet files get; null if there is none
     * @param options for Parquet files
     * @param files says how Arrow files are compressed and limited
     * @param memory how much of the heap may be used for it
     * @param temporary where a temporary directory is made, if there need be one
     */
    PartitionSink sink(
            PartitionFile file,
            @Nullable ParquetLayout like,
            ParquetOptions options,
            FileOptions files,
            ByteSize memory,
            Path temporary) {
        return this == PARQUET
                ? new ParquetPartitions(file, like, options, memory, temporary)
                : new ArrowPartitions(file, files.ofArrow(this == ARROW ? ArrowOptions.FILES : ArrowOptions.STREAMS));
    }

    /** Returns a reader's columns as files of this format have them: what Parquet stores alike is the same there. */
    List<Field> writtenFields(ArrowReader reader) throws IOException {
        Schema schema = reader.getVectorSchemaRoot().getSchema();
        if (this == PARQUET) {
            return ParquetLayout.of(schema, reader).storedSchema().getFields();
        }
        Set<Long> ids = new HashSet<>();
        return schema.getFields().stream()
                .map(field -> DictionaryUtility.toMessageFormat(field, reader, ids))
                .toList();
    }
}
