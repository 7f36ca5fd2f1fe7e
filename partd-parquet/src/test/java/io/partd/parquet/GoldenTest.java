package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote, and what is in them as a stream of Arrow that pyarrow wrote too. */
class GoldenTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "types",
                "nested_v2",
                "delta",
                "delta_strings",
                "split",
                "decimal_integers",
                "nested_1.0",
                "no_arrow_schema"
            })
    void filesAreReadAsPyarrowReadsThem(String name) throws IOException {
        Path parquet = PythonCommand.resource(GoldenTest.class, "/golden/" + name + ".parquet");
        Path stream = PythonCommand.resource(GoldenTest.class, "/golden/" + name + ".stream");
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader expected = new ArrowStreamReader(Files.newInputStream(stream), allocator);
                ArrowReader actual = ParquetSource.of(parquet).open(allocator)) {
            Schema schema = expected.getVectorSchemaRoot().getSchema();
            assertThat(types(actual.getVectorSchemaRoot().getSchema())).isEqualTo(types(schema));
            assertThat(Rows.all(actual)).hasSize(40).isEqualTo(Rows.all(expected));
        }
    }

    /** What the pairs of a map are called differs: pyarrow calls them as the map. */
    private static String types(Schema schema) {
        String types = schema.getFields().stream().map(Field::toString).toList().toString();
        return types.replaceAll("Map\\(false\\)<\\w+:", "Map(false)<entries:");
    }
}
