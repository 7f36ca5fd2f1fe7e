package io.partd.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads what pyarrow wrote, of all types, in each way there is. */
final class ArrowGoldenTest {

    static Stream<String> keys() throws IOException {
        return GoldenTables.words().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void readsWhatPyarrowWrote(String key) throws IOException {
        String expected = GoldenTables.words().get(key);
        try (BufferAllocator allocator = new RootAllocator();
                BufferAllocator unrelated = new RootAllocator();
                Store store = Partd.memory()) {
            store.append(key, GoldenTables.stored(key));
            Partd<Table> tables = store.with(ArrowTables.layer(allocator));
            try (Table table = tables.get(key)) {
                assertThat(Words.of(table)).isEqualTo(expected);
                assertThat(table.describeColumns()).hasSameSizeAs(table.schema().getFields());
                tables.append("copy", table);
            }
            try (Table copy = tables.pop(List.of("copy", "none")).get(0)) {
                assertThat(Words.of(copy)).isEqualTo(expected);
            }
            for (BufferAllocator of : List.of(allocator, unrelated)) {
                try (ArrowReader reader = KeySource.of(tables, key).open(of)) {
                    assertThat(read(reader)).isEqualTo(expected);
                }
                try (ArrowReader reader = KeySource.of(tables, key).open(of);
                        Table table = Table.readAll(reader, of)) {
                    assertThat(Words.of(table)).isEqualTo(expected);
                }
            }
        }
    }

    private static String read(ArrowReader reader) throws IOException {
        StringJoiner rows = new StringJoiner("|");
        while (reader.loadNextBatch()) {
            Words.add(RecordBatch.of(reader.getVectorSchemaRoot(), reader), rows);
        }
        return rows.toString();
    }
}
