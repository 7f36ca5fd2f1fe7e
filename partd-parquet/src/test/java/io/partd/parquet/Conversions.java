package io.partd.parquet;

import io.partd.arrow.RecordBatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;

/** Turns files that Python has written into others, for Python to compare. */
final class Conversions {

    private Conversions() {}

    /** Does all that {@code exchange.py} asks for in a directory. */
    static void all(Path directory) throws IOException {
        for (Path parquet : list(directory, ".parquet")) {
            String name = parquet.toString().replaceAll("\\.parquet$", "");
            toStream(parquet, Path.of(name + ".arrow"));
            copy(ParquetSource.of(parquet).batchRows(997), Path.of(name + ".copy.parquet"), ParquetOptions.DEFAULT);
        }
        for (Path stream : list(directory, ".stream")) {
            toParquet(stream, Path.of(stream.toString().replaceAll("\\.stream$", ".made.parquet")));
        }
    }

    private static List<Path> list(Path directory, String ending) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    /** Writes what is in a file as a stream of Arrow. */
    static void toStream(Path parquet, Path stream) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = ParquetSource.of(parquet).open(allocator);
                OutputStream out = Files.newOutputStream(stream)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            try (ArrowStreamWriter writer = new ArrowStreamWriter(root, reader, Channels.newChannel(out))) {
                writer.start();
                while (reader.loadNextBatch()) {
                    writer.writeBatch();
                }
            }
        }
    }

    /** Writes what a source has, with the layout of its file. */
    static void copy(ParquetSource source, Path to, ParquetOptions options) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator);
                ParquetSink sink = ParquetSink.create(to, source.layout(), options)) {
            while (reader.loadNextBatch()) {
                sink.write(reader.getVectorSchemaRoot());
            }
            sink.finish();
        }
    }

    private static void toParquet(Path stream, Path parquet) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = new ArrowStreamReader(Files.newInputStream(stream), allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            boolean more = reader.loadNextBatch();
            ParquetLayout layout = ParquetLayout.of(root.getSchema(), reader);
            try (ParquetSink sink = ParquetSink.create(parquet, layout, ParquetOptions.DEFAULT.dataPageVersion(2))) {
                for (; more; more = reader.loadNextBatch()) {
                    sink.write(RecordBatch.of(root, reader));
                }
                sink.finish();
            }
        }
    }
}
