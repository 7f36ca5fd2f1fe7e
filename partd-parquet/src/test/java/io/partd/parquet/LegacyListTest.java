package io.partd.parquet;

import static org.apache.parquet.format.FieldRepetitionType.OPTIONAL;
import static org.apache.parquet.format.FieldRepetitionType.REPEATED;
import static org.apache.parquet.format.FieldRepetitionType.REQUIRED;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.parquet.compression.Compression;
import io.partd.parquet.schema.FileSchema;
import io.partd.parquet.schema.Int96;
import io.partd.parquet.schema.Node;
import io.partd.parquet.write.Column;
import io.partd.parquet.write.ColumnSettings;
import io.partd.parquet.write.FileWriter;
import io.partd.parquet.write.Workspace;
import io.partd.parquet.write.WriteLimits;
import io.partd.parquet.write.WritePlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists and maps as older writers have them, without the group in between, or with other names. */
class LegacyListTest {

    private final List<SchemaElement> elements = new ArrayList<>();

    LegacyListTest() {
        elements.add(group("schema", 7));
        elements.get(0).unsetRepetition_type();
        // Avro's and Thrift's, without a group in between.
        elements.add(group("two_levels", 1).setConverted_type(ConvertedType.LIST));
        elements.add(leaf("element", REPEATED));
        // Protocol Buffers', without any group.
        elements.add(leaf("bare", REPEATED));
        elements.add(group("avro", 1).setConverted_type(ConvertedType.LIST));
        elements.add(group("array", 1).setRepetition_type(REPEATED));
        elements.add(leaf("x", OPTIONAL));
        elements.add(group("thrift", 1).setConverted_type(ConvertedType.LIST));
        elements.add(group("thrift_tuple", 1).setRepetition_type(REPEATED));
        elements.add(leaf("x", REQUIRED));
        elements.add(group("pairs", 1).setConverted_type(ConvertedType.LIST));
        elements.add(group("element", 2).setRepetition_type(REPEATED));
        elements.add(leaf("a", OPTIONAL));
        elements.add(leaf("b", REQUIRED));
        // Hive's, with other names.
        elements.add(group("hive", 1).setConverted_type(ConvertedType.LIST));
        elements.add(group("bag", 1).setRepetition_type(REPEATED));
        elements.add(leaf("array_element", OPTIONAL));
        elements.add(group("map", 1).setConverted_type(ConvertedType.MAP_KEY_VALUE));
        elements.add(group("map", 2).setRepetition_type(REPEATED));
        elements.add(leaf("key", REQUIRED));
        elements.add(leaf("value", OPTIONAL));
    }

    private static SchemaElement group(String name, int children) {
        return new SchemaElement(name).setNum_children(children).setRepetition_type(OPTIONAL);
    }

    private static SchemaElement leaf(String name, FieldRepetitionType repetition) {
        return new SchemaElement(name).setType(Type.INT32).setRepetition_type(repetition);
    }

    private List<String> write(Path file) throws IOException {
        List<Node> nodes = FileSchema.read(elements, null, Int96.NANOSECONDS);
        Schema schema = new Schema(nodes.stream().map(Node::field).toList());
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = new RandomTables(5).rows(schema, 100, allocator);
                Workspace workspace = new Workspace()) {
            ColumnSettings settings = new ColumnSettings(Compression.of(CompressionCodec.SNAPPY), 1, false, null);
            WritePlan plan = new WritePlan(
                    elements,
                    nodes,
                    schema.getFields(),
                    Collections.nCopies(elements.size(), settings),
                    List.of(),
                    List.of(),
                    new WriteLimits(30, 1 << 20));
            FileWriter writer = new FileWriter(
                    plan,
                    position -> Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
            List<Column> columns =
                    root.getFieldVectors().stream().map(Column::of).toList();
            writer.write(plan.batch(columns, workspace), IntStream.range(0, 100).toArray(), 0, 100, null, workspace);
            writer.end(null, workspace);
            Rows.add(root, rows);
        }
        return rows;
    }

    @Test
    void listsAreReadAsTheRulesSay(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("legacy.parquet");
        List<String> rows = write(file);
        ParquetSource source = ParquetSource.of(file);
        assertThat(source.schema().getFields().stream().map(Field::toString))
                .containsExactly(
                        "two_levels: List<element: Int(32, true) not null>",
                        "bare: List<bare: Int(32, true) not null> not null",
                        "avro: List<array: Struct<x: Int(32, true)> not null>",
                        "thrift: List<thrift_tuple: Struct<x: Int(32, true) not null> not null>",
                        "pairs: List<element: Struct<a: Int(32, true), b: Int(32, true) not null> not null>",
                        "hive: List<array_element: Int(32, true)>",
                        "map: Map(false)<entries: Struct<key: Int(32, true) not null, value: Int(32, true)> not null>");
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = source.open(allocator)) {
            assertThat(Rows.all(reader)).isEqualTo(rows);
        }
    }

    @Test
    @Tag("interop")
    void pyarrowReadsTheSame(@TempDir Path directory) throws Exception {
        write(directory.resolve("legacy.parquet"));
        Conversions.all(directory);
        Path script = PythonCommand.resource(LegacyListTest.class, "exchange.py");
        try (ChildProcess process = PythonCommand.with("pyarrow").start(script, "check", directory.toString())) {
            assertThat(process.join()).containsExactly("legacy read same", "legacy copied same");
        }
    }
}
