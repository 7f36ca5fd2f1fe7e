package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import io.partd.SparkCommand;
import io.partd.arrow.JavaValues;
import io.partd.arrow.RecordBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark reads all values, leaves out what statistics, page indexes and Bloom filters say, and drops no row by that. */
@Tag("interop")
class SparkTest {

    private static final int TABLES = 12;
    private static final int ROWS = 700;

    @TempDir
    Path directory;

    @Test
    void readsAllValuesAndLeavesOutRowGroupsAndPages() throws Exception {
        SparkCommand.require();
        PrunedTable.write(directory.resolve("v1.parquet"), ParquetCompression.SNAPPY, 1);
        PrunedTable.write(directory.resolve("v2.parquet"), ParquetCompression.ZSTD, 2);
        long seed = Long.getLong("partd.parquet.seed", System.nanoTime());
        for (int table = 0; table < TABLES; table++) {
            writeTable(seed + table * 1000L, table);
        }
        Path program = PythonCommand.resource(SparkTest.class, "SparkReads.java");
        try (ChildProcess spark = SparkCommand.start(program, directory.toString(), Integer.toString(TABLES))) {
            assertThat(spark.join())
                    .as("seed %d", seed)
                    .hasSizeGreaterThan(150)
                    .allMatch(line -> line.endsWith(": same"));
        }
    }

    /** Writes a table, nested at will, and its rows as text. */
    private void writeTable(long seed, int number) throws IOException {
        RandomTables random = new RandomTables(seed);
        Schema schema = random.schema();
        while (schema.toString().contains("FloatingPoint(HALF)")) { // which Spark does not read
            schema = random.schema();
        }
        ParquetOptions options = ParquetOptions.DEFAULT
                .compression(number % 3 == 0 ? ParquetCompression.SNAPPY : ParquetCompression.ZSTD)
                .rowGroupRows(300)
                .dataPageVersion(1 + number % 2);
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = random.rows(schema, ROWS, allocator);
                ParquetSink sink =
                        ParquetSink.create(directory.resolve(number + ".parquet"), ParquetLayout.of(schema), options)) {
            sink.write(rows);
            sink.finish();
            Files.write(directory.resolve(number + ".txt"), texts(rows));
        }
    }

    private static List<String> texts(VectorSchemaRoot rows) {
        JavaValues values = JavaValues.of(RecordBatch.of(rows));
        List<Field> fields = rows.getSchema().getFields();
        List<String> texts = new ArrayList<>();
        for (int row = 0; row < rows.getRowCount(); row++) {
            Map<String, @Nullable Object> map = new TreeMap<>();
            for (int column = 0; column < fields.size(); column++) {
                map.put(fields.get(column).getName(), comparable(values.get(row, column), fields.get(column)));
            }
            texts.add(map.toString());
        }
        return texts;
    }

    /**
     * Returns what prints as Spark's values do: structs and maps in the order of their keys, of which the last counts.
     */
    private static @Nullable Object comparable(@Nullable Object value, Field field) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (value == null || !field.getType().isComplex()) {
            return value;
        }
        List<Field> children = field.getChildren();
        Map<String, @Nullable Object> map = new TreeMap<>();
        if (field.getType() instanceof ArrowType.Struct) {
            children.forEach(child ->
                    map.put(child.getName(), comparable(((Map<?, ?>) value).get(child.getName()), child)));
        } else if (field.getType() instanceof ArrowType.Map) {
            Field each = children.get(0).getChildren().get(1);
            if (value instanceof Map<?, ?> entries) {
                entries.forEach((key, item) -> map.put(key.toString(), comparable(item, each)));
            } else { // a key is there twice
                for (Object entry : (List<?>) value) {
                    map.put(((List<?>) entry).get(0).toString(), comparable(((List<?>) entry).get(1), each));
                }
            }
        } else {
            List<@Nullable Object> items = new ArrayList<>();
            ((List<?>) value).forEach(item -> items.add(comparable(item, children.get(0))));
            return items;
        }
        return map;
    }
}
