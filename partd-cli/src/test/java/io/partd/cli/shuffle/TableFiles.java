package io.partd.cli.shuffle;

import io.partd.arrow.ArrowFiles;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.TableSource;
import io.partd.arrow.TableWriter;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetSink;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.util.Text;

/** Writes small tables of trips to files, and reads tables as text. */
final class TableFiles {

    private TableFiles() {}

    /** Writes a table with a city, null for those called so, and a number counted from one on. */
    static Path trips(Path file, int first, String... cities) throws IOException {
        try (BufferAllocator allocator = new RootAllocator();
                VarCharVector city = new VarCharVector("city", allocator);
                BigIntVector number = new BigIntVector("n", allocator)) {
            for (int i = 0; i < cities.length; i++) {
                if (!cities[i].equals("null")) {
                    city.setSafe(i, new Text(cities[i]));
                }
                number.setSafe(i, first + i);
            }
            city.setValueCount(cities.length);
            number.setValueCount(cities.length);
            write(file, VectorSchemaRoot.of(city, number));
        }
        return file;
    }

    /** Writes a file in the format that its name ends in. */
    static void write(Path file, VectorSchemaRoot root) throws IOException {
        write(file, root, RecordBatch.of(root));
    }

    /** Writes a file in the format that its name ends in, with dictionaries. */
    static void write(Path file, VectorSchemaRoot root, RecordBatch batch) throws IOException {
        if (file.toString().endsWith(".parquet")) {
            try (ParquetSink sink =
                    ParquetSink.create(file, ParquetLayout.of(root.getSchema()), ParquetOptions.DEFAULT)) {
                sink.write(batch);
                sink.finish();
            }
            return;
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (TableWriter writer =
                file.toString().endsWith(".arrows") ? TableWriter.stream(channel) : TableWriter.file(channel)) {
            writer.write(batch);
        }
    }

    static TableSource source(Path file) throws IOException {
        return file.toString().endsWith(".parquet") ? ParquetSource.of(file) : ArrowFiles.source(file);
    }

    /** Returns the rows of a file, such as {@code oslo 1}. */
    static List<String> rows(Path file) throws IOException {
        TableSource source = source(file);
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator)) {
            while (reader.loadNextBatch()) {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                for (int i = 0; i < root.getRowCount(); i++) {
                    List<String> values = new ArrayList<>();
                    for (FieldVector vector : root.getFieldVectors()) {
                        values.add(String.valueOf(vector.getObject(i)));
                    }
                    rows.add(String.join(" ", values));
                }
            }
        }
        return rows;
    }
}
