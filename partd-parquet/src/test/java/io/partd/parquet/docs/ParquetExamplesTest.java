package io.partd.parquet.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.parquet.ParquetCompression;
import io.partd.parquet.ParquetLayout;
import io.partd.parquet.ParquetOptions;
import io.partd.parquet.ParquetSink;
import io.partd.parquet.ParquetSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java in {@code docs/parquet.md}. */
final class ParquetExamplesTest {

    @TempDir
    private Path directory;

    private void write(Path file, long... values) throws IOException {
        Schema schema =
                new Schema(List.of(new Field("delay", FieldType.nullable(new ArrowType.Int(64, true)), List.of())));
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ParquetSink sink = ParquetSink.create(file, ParquetLayout.of(schema), ParquetOptions.DEFAULT)) {
            for (int i = 0; i < values.length; i++) {
                ((BigIntVector) root.getVector(0)).setSafe(i, values[i]);
            }
            root.setRowCount(values.length);
            sink.write(root);
            sink.finish();
        }
    }

    @Test
    void readsAColumn() throws IOException {
        Path file = directory.resolve("flights.parquet");
        write(file, 5, -2, 30);
        long sum = 0;
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader =
                        ParquetSource.of(file).columns(List.of("delay")).open(allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            while (reader.loadNextBatch()) {
                BigIntVector delays = (BigIntVector) root.getVector("delay");
                for (int i = 0; i < root.getRowCount(); i++) {
                    sum += delays.get(i);
                }
            }
        }
        assertThat(sum).isEqualTo(33);
    }

    @Test
    void keepsDictionaries() throws IOException {
        Path file = directory.resolve("flights.parquet");
        write(file, 5, -2, 30);
        ParquetSource source = ParquetSource.of(file);
        ParquetSource encoded = source.encoded(source.dictionaryBytes().keySet());
        assertThat(encoded.rowCount()).isEqualTo(3);
        List<ParquetSource> sources = ParquetSource.withDictionaries(List.of(source), ByteSize.of("256m"));
        assertThat(sources).hasSize(1);
    }

    @Test
    void copiesAFile() throws IOException {
        Path from = directory.resolve("flights.parquet");
        Path to = directory.resolve("copy.parquet");
        write(from, 5, -2, 30);
        ParquetSource source = ParquetSource.of(from);
        ParquetOptions options =
                ParquetOptions.DEFAULT.compression(ParquetCompression.SNAPPY).rowGroupBytes(ByteSize.of("16m"));
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator);
                ParquetSink sink = ParquetSink.create(to, source.layout(), options)) {
            while (reader.loadNextBatch()) {
                sink.write(reader.getVectorSchemaRoot());
            }
            sink.finish(); // without this, there is no file
        }
        assertThat(ParquetSource.of(to).rowCount()).isEqualTo(3);
    }
}
