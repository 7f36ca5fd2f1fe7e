package io.partd.pandas;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ForwardingPartd;
import io.partd.Partd;
import io.partd.arrow.JavaValues;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/** Numbers for the rows of tables, which it closes, so that what is left open is the partd's. */
final class NumbersPartd extends ForwardingPartd<List<Long>> {

    private final Partd<Table> tables;
    private final BufferAllocator allocator;

    NumbersPartd(Partd<Table> tables, BufferAllocator allocator) {
        super(tables);
        this.tables = tables;
        this.allocator = allocator;
    }

    @Override
    public void append(Map<String, ? extends List<Long>> batch) throws IOException {
        Map<String, @Nullable Table> made = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, ? extends List<Long>> entry : batch.entrySet()) {
                made.put(entry.getKey(), entry.getValue() == null ? null : table(entry.getValue()));
            }
            appendAll(made);
        } finally {
            for (Table table : made.values()) {
                if (table != null) {
                    table.close();
                }
            }
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // with null, to see it refused
    private void appendAll(Map<String, @Nullable Table> made) throws IOException {
        tables.append((Map<String, Table>) (Map<?, ?>) made);
    }

    private Table table(List<Long> numbers) {
        List<String> texts = numbers.stream().map(NumbersPartd::text).toList();
        return new TestTable(allocator)
                .longs("n", numbers.stream().mapToLong(Long::longValue).toArray())
                .texts("s", texts.toArray(new String[0]))
                .table();
    }

    private static @Nullable String text(long number) {
        return number % 3 == 0 ? null : "a" + number;
    }

    @Override
    public List<List<Long>> get(List<String> keys) throws IOException {
        return tables.get(keys).stream().map(NumbersPartd::numbers).toList();
    }

    @Override
    public List<List<Long>> pop(List<String> keys) throws IOException {
        return tables.pop(keys).stream().map(NumbersPartd::numbers).toList();
    }

    @Override
    public Stream<List<Long>> stream(String key) throws IOException {
        return tables.stream(key).map(NumbersPartd::numbers);
    }

    @Override
    @SuppressWarnings("NullAway") // with null, to see it refused
    public boolean iset(String key, List<Long> value) throws IOException {
        try (Table table = value == null ? null : table(value)) {
            return tables.iset(key, table);
        }
    }

    private static List<Long> numbers(Table table) {
        try (table) {
            List<Long> numbers = new ArrayList<>();
            for (RecordBatch batch : table.batches()) {
                JavaValues values = JavaValues.of(batch);
                for (int i = 0; i < batch.rowCount(); i++) {
                    List<@Nullable Object> row = values.row(i);
                    long number = (Long) row.get(0);
                    assertThat(row).hasSize(3);
                    assertThat(row.get(1)).isEqualTo(text(number));
                    numbers.add(number);
                }
            }
            return numbers;
        }
    }
}
