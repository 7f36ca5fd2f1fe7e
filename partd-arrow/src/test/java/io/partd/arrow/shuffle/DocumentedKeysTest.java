package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeStampMilliVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.junit.jupiter.api.Test;

/** Each row of the table in docs/partitioning.md, by a shuffle of the value that it names. */
class DocumentedKeysTest {

    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", ".")).resolve("../docs/partitioning.md");

    @Test
    void valuesAreInThePartitionsOfTheDocument() throws IOException {
        Map<String, String[]> documented = new LinkedHashMap<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            String[] cells = line.split(" *\\| *");
            if (cells.length == 6 && cells[3].matches("`[0-9a-f]{16}`")) {
                documented.put(cells[1], cells);
            }
        }
        try (BufferAllocator allocator = new RootAllocator()) {
            Map<String, Table> values = values(allocator);
            assertThat(values.keySet()).containsExactlyElementsOf(documented.keySet());
            for (Map.Entry<String, Table> value : values.entrySet()) {
                String[] cells = documented.get(value.getKey());
                try (Table table = value.getValue()) {
                    assertThat(partition(table, 64)).as(value.getKey()).isEqualTo(cells[4]);
                    assertThat(partition(table, 100)).as(value.getKey()).isEqualTo(cells[5]);
                }
            }
        }
    }

    private static Map<String, Table> values(BufferAllocator allocator) {
        Map<String, Table> values = new LinkedHashMap<>();
        TinyIntVector small = new TinyIntVector("k", allocator);
        small.setSafe(0, -128);
        values.put("-128, 8-bit integer", table(small));
        UInt8Vector unsigned = new UInt8Vector("k", allocator);
        unsigned.setSafe(0, -1);
        values.put("18446744073709551615, unsigned", table(unsigned));
        BitVector bit = new BitVector("k", allocator);
        bit.setSafe(0, 1);
        values.put("true", table(bit));
        DecimalVector decimal = new DecimalVector("k", allocator, 10, 2);
        decimal.setSafe(0, new BigDecimal("1.50"));
        values.put("1.50, decimal(10, 2)", table(decimal));
        DateDayVector date = new DateDayVector("k", allocator);
        date.setSafe(0, 19_782);
        values.put("2024-02-29, date", table(date));
        TimeStampMilliVector timestamp = new TimeStampMilliVector("k", allocator);
        timestamp.setSafe(0, 1_709_209_800_500L);
        values.put("2024-02-29 12:30:00.5, timestamp", table(timestamp));
        TimeMilliVector time = new TimeMilliVector("k", allocator);
        time.setSafe(0, 86_399_999);
        values.put("23:59:59.999, time", table(time));
        Float4Vector single = new Float4Vector("k", allocator);
        single.setSafe(0, 1.5f);
        values.put("1.5", table(single));
        Float8Vector zero = new Float8Vector("k", allocator);
        zero.setSafe(0, -0.0);
        values.put("-0.0", table(zero));
        Float4Vector nan = new Float4Vector("k", allocator);
        nan.setSafe(0, Float.NaN);
        values.put("NaN", table(nan));
        values.put("null", table(Tables.texts("k", allocator, (String) null)));
        values.put("`Zürich`, 42", table(Tables.texts("k", allocator, "Zürich"), Tables.ints("l", allocator, 42)));
        values.put("null, `a`", table(Tables.texts("k", allocator, (String) null), Tables.texts("l", allocator, "a")));
        return values;
    }

    private static Table table(FieldVector... columns) {
        for (FieldVector column : columns) {
            column.setValueCount(1);
        }
        return Tables.of(columns);
    }

    private static String partition(Table table, int count) throws IOException {
        String[] keys =
                table.schema().getFields().stream().map(f -> f.getName()).toArray(String[]::new);
        Collected collected = new Collected();
        TableShuffle.by(keys).hash(count).run(List.of(TableSource.of("t", table)), collected);
        return collected.rows().entrySet().stream()
                .filter(part -> !part.getValue().isEmpty())
                .map(part -> String.valueOf(Integer.parseInt(part.getKey().substring("part-".length()))))
                .findFirst()
                .orElseThrow();
    }
}
