package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.parquet.read.FileDescription;
import io.partd.parquet.schema.ArrowSchemaMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.FileMetaData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layouts without some of a file's columns. */
class ParquetLayoutTest {

    @TempDir
    private Path directory;

    /** Files that are written in the layout have the columns as they were, nested ones too. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void filesHaveTheOtherColumns(int seed) throws IOException {
        RandomTables random = new RandomTables(seed);
        List<Field> fields = new ArrayList<>(random.schema().getFields());
        fields.add(seed % (fields.size() + 1), LongTable.SCHEMA.getFields().get(0));
        int place = seed % fields.size();
        Schema schema = new Schema(fields, Map.of("made", "by a test"));
        Path input = directory.resolve("in.parquet");
        Path output = directory.resolve("out.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = random.rows(schema, 300, allocator)) {
            try (ParquetSink sink = ParquetSink.create(input, ParquetLayout.of(schema), ParquetOptions.DEFAULT)) {
                sink.write(rows);
                sink.finish();
            }
            ParquetLayout layout = ParquetSource.of(input).layout().without(Set.of(place));
            try (ParquetSink sink = ParquetSink.create(output, layout, ParquetOptions.DEFAULT);
                    VectorSchemaRoot narrow = rows.removeVector(place)) {
                sink.write(narrow);
                sink.finish();
            }
        }
        fields.remove(place);
        Schema read = ParquetSource.of(output).schema();
        assertThat(read.getFields())
                .isEqualTo(ParquetSource.of(input).schema().getFields().stream()
                        .filter(field ->
                                fields.stream().anyMatch(f -> f.getName().equals(field.getName())))
                        .toList());
        assertThat(read.getCustomMetadata()).isEqualTo(Map.of("made", "by a test"));
        assertThat(ParquetSource.of(output).rowCount()).isEqualTo(300);
        assertThat(hints(output)).isEqualTo(fields.stream().map(Field::getName).toList());
    }

    /** Returns the names of the columns that Arrow's own schema has. */
    private static List<String> hints(Path file) throws IOException {
        return ArrowSchemaMetadata.parse(metadata(file).get(ArrowSchemaMetadata.KEY)).stream()
                .map(Field::getName)
                .toList();
    }

    private static Map<String, String> metadata(Path file) throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        FileMetaData footer = FileDescription.read(file).metadata();
        if (footer.isSetKey_value_metadata()) {
            footer.key_value_metadata.forEach(pair -> texts.put(pair.key, pair.value));
        }
        return texts;
    }

    /** Arrow's libraries pair its schema with the columns by their places, so that a wrong one would be taken. */
    @Test
    void anArrowSchemaThatDoesNotFitIsLeftOut() throws IOException {
        Schema schema = LongTable.SCHEMA;
        for (String wrong : List.of(
                "no schema",
                ArrowSchemaMetadata.encode(new Schema(schema.getFields().subList(0, 1))))) {
            Path output = directory.resolve("out" + wrong.length() + ".parquet");
            ParquetLayout layout = ParquetLayout.of(schema)
                    .metadata(Map.of(ArrowSchemaMetadata.KEY, wrong))
                    .without(Set.of(0));
            try (ParquetSink sink = ParquetSink.create(output, layout, ParquetOptions.DEFAULT)) {
                sink.finish();
            }
            assertThat(metadata(output)).doesNotContainKey(ArrowSchemaMetadata.KEY);
        }
    }

    @Test
    void metadataDoNotNameTheColumns() throws IOException {
        Map<String, String> metadata = Map.of(
                "pandas", "{\"index_columns\":[\"k\"],\"columns\":[{\"field_name\":\"k\"},{\"field_name\":\"n\"}]}");
        Field key = new Field("k", FieldType.nullable(new ArrowType.Utf8()), List.of());
        Field number = new Field("n", FieldType.nullable(new ArrowType.LargeUtf8()), List.of());
        ParquetLayout layout =
                ParquetLayout.of(new Schema(List.of(key, number), metadata)).without(Set.of(0));
        Schema left = new Schema(
                List.of(number), Map.of("pandas", "{\"index_columns\":[],\"columns\":[{\"field_name\":\"n\"}]}"));
        assertThat(layout.schema()).isEqualTo(left);
        Path output = directory.resolve("out.parquet");
        try (ParquetSink sink = ParquetSink.create(output, layout, ParquetOptions.DEFAULT)) {
            sink.finish();
        }
        assertThat(ParquetSource.of(output).schema()).isEqualTo(left);
    }

    /** The layout of the file, and what the shuffle hands on, have the same columns. */
    @Test
    void aShuffleWithoutItsKeyWritesIt() throws IOException {
        Path input = directory.resolve("in.parquet");
        Schema schema = LongTable.SCHEMA;
        String key = schema.getFields().get(1).getName();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = new LongTable(5).rows(0, 1000, allocator);
                ParquetSink sink = ParquetSink.create(input, ParquetLayout.of(schema), ParquetOptions.DEFAULT)) {
            sink.write(rows);
            sink.finish();
        }
        ParquetSource source = ParquetSource.of(input);
        List<TableSource> sources =
                List.of(source.encoded(source.dictionaryBytes().keySet()));
        try (ParquetPartitions sink = new ParquetPartitions(
                directory::resolve,
                source.layout().without(Set.of(1)),
                ParquetOptions.DEFAULT,
                ByteSize.of("1m"),
                directory)) {
            TableShuffle.by(key).hash(3).withoutKey().run(sources, sink, directory);
        }
        long rows = 0;
        for (int i = 0; i < 3; i++) {
            ParquetSource part = ParquetSource.of(directory.resolve("part-0000" + i));
            assertThat(part.schema().getFields()).hasSize(schema.getFields().size() - 1);
            assertThat(part.schema().findField(schema.getFields().get(0).getName()))
                    .isNotNull();
            rows += part.rowCount();
        }
        assertThat(rows).isEqualTo(1000);
    }
}
