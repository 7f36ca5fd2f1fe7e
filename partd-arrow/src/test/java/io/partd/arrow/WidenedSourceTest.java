package io.partd.arrow;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns that all rows of a source get, because a directory is named after them. */
final class WidenedSourceTest {

    private static final ArrowType INT = new ArrowType.Int(64, true);
    private static final List<PartitionColumn> COLUMNS = List.of(
            new PartitionColumn("y", PartitionColumn.Type.INT, "-7"),
            new PartitionColumn("b", PartitionColumn.Type.BIGINT, "9223372036854775807"),
            new PartitionColumn("d", PartitionColumn.Type.DATE, "2024-02-29"),
            new PartitionColumn("s", PartitionColumn.Type.STRING, "é"),
            new PartitionColumn("n", PartitionColumn.Type.INT, null),
            new PartitionColumn("x", PartitionColumn.Type.STRING, "not this"));

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void followItsOwnInBatchesOfAnyLength() throws IOException {
        try (Table table = Table.join(List.of(table(1L, 2L), table(3L, 4L), table(), table(5L)))) {
            TableSource source = TableSource.of("in", table).withColumns(COLUMNS);
            assertThat(source.parts()).hasSize(1);
            for (TableSource part : source.parts()) {
                try (ArrowReader reader = part.open(allocator);
                        Table read = Table.readAll(reader, allocator)) {
                    assertThat(read.describeColumns())
                            .containsExactly(
                                    "x: int64", "y: int32", "b: int64", "d: date32[day]", "s: string", "n: int32");
                    assertThat(Rows.of(read)).isEqualTo(List.of(row(1), row(2), row(3), row(4), row(5)));
                }
            }
        }
    }

    @Test
    void areThereIfTheyAreWanted() throws IOException {
        try (Table table = table(1L)) {
            TableSource source = TableSource.of("in", table).withColumns(COLUMNS);
            for (List<String> names : List.of(List.of("s"), List.of("x"), List.of("s", "x"))) {
                try (ArrowReader reader = source.columns(names).open(allocator)) {
                    List<String> columns = new ArrayList<>();
                    reader.getVectorSchemaRoot().getFieldVectors().forEach(vector -> columns.add(vector.getName()));
                    assertThat(columns).containsAll(names);
                }
            }
        }
    }

    private static List<@Nullable Object> row(long x) {
        return Arrays.asList(x, -7L, Long.MAX_VALUE, LocalDate.of(2024, 2, 29), "é", null);
    }

    private Table table(Object... values) {
        return Columns.of(allocator).with(field("x", INT), values).table();
    }
}
