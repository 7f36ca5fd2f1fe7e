package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Partd;
import io.partd.arrow.ArrowTables;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UsedValuesTest {

    private static final ArrowType.Int INDEX = new ArrowType.Int(32, true);

    private final BufferAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private static Field indices(String name, long dictionary) {
        return new Field(name, new FieldType(true, INDEX, new DictionaryEncoding(dictionary, false, INDEX)), List.of());
    }

    /** Makes a table whose rows and lists have every second value of a dictionary, or null, the last values first. */
    private Table table(int rows, int values) {
        IntVector column = (IntVector) indices("k", 1).createVector(allocator);
        ListVector lists = ListVector.empty("lists", allocator);
        lists.initializeChildrenFromFields(List.of(indices("item", 2)));
        for (int i = 0; i < rows; i++) {
            int value = values - 1 - 2 * i;
            column.setSafe(i, value);
            if (i % 5 == 0) {
                column.setNull(i);
            }
            int at = lists.startNewValue(i);
            ((IntVector) lists.getDataVector()).setSafe(at, value);
            ((IntVector) lists.getDataVector()).setSafe(at + 1, values / 2);
            lists.endValue(i, 2);
        }
        column.setValueCount(rows);
        lists.setValueCount(rows);
        List<Dictionary> dictionaries = new ArrayList<>();
        for (long id = 1; id <= 2; id++) {
            String[] texts =
                    IntStream.range(0, values).mapToObj(i -> "value " + i).toArray(String[]::new);
            dictionaries.add(
                    new Dictionary(Tables.texts("values", allocator, texts), new DictionaryEncoding(id, false, INDEX)));
        }
        return Table.of(RecordBatch.of(
                VectorSchemaRoot.of(column, lists),
                new DictionaryProvider.MapDictionaryProvider(dictionaries.toArray(Dictionary[]::new))));
    }

    private static List<Integer> sizes(Table table) {
        return Stream.of(1L, 2L)
                .map(id -> table.batches().get(0).dictionaries().lookup(id))
                .map(dictionary -> dictionary.getVector().getValueCount())
                .toList();
    }

    @Test
    void eachPartitionHasTheValuesThatItUses() throws IOException {
        Collected all = new Collected();
        Collected used = new Collected();
        List<Integer> sizes = new ArrayList<>();
        try (Table table = table(100, 1000)) {
            List<TableSource> sources = List.of(TableSource.of("t", table));
            TableShuffle.by("k").hash(4).run(sources, all);
            TableShuffle.by("k").hash(4).run(sources, TableSink.ofUsedValues(batch -> {
                used.append(batch);
                batch.values().forEach(piece -> sizes.addAll(sizes(piece)));
            }));
        }
        assertThat(used.rows()).isEqualTo(all.rows());
        assertThat(used.schemas()).isEqualTo(all.schemas());
        assertThat(sizes).hasSize(8);
        // The lists of all partitions share one value.
        assertThat(sizes.stream().mapToInt(i -> i).sum()).isEqualTo(80 + 100 + 4);
    }

    @Test
    void valuesStayInTheirOrder() throws IOException {
        try (Table table = table(100, 1000)) {
            TableSink.ofUsedValues(batch -> {
                        FieldVector values = batch.get("part")
                                .batches()
                                .get(0)
                                .dictionaries()
                                .lookup(1)
                                .getVector();
                        assertThat(values.getObject(0)).hasToString("value 801");
                        assertThat(values.getObject(79)).hasToString("value 997");
                    })
                    .append(Map.of("part", table));
        }
    }

    @Test
    void aDictionaryOfFewValuesOrOfThoseThatAreUsedStays() throws IOException {
        try (Table few = table(10, 100);
                Table used = table(400, 800)) {
            List<Table> got = new ArrayList<>();
            TableSink sink = TableSink.ofUsedValues(batch -> got.addAll(batch.values()));
            sink.append(Map.of("few", few));
            assertThat(got).containsExactly(few);
            sink.append(Map.of("used", used));
            // More than half of the values of the second, in lists, and less than half of those of the first.
            assertThat(sizes(used)).containsExactly(800, 800);
            assertThat(got).hasSize(2);
        }
    }

    @Test
    void aPieceInAStoreHasTheValuesThatItUses() throws IOException {
        Collected expected = new Collected();
        try (Table table = table(100, 100_000);
                Partd<Table> parts = Partd.memory().with(ArrowTables.layer(allocator))) {
            List<TableSource> sources = List.of(TableSource.of("t", table));
            TableShuffle.by("k").hash(4).run(sources, expected);
            TableShuffle.by("k").hash(4).run(sources, TableSink.ofUsedValues(parts::append));
            for (Map.Entry<String, List<String>> part : expected.rows().entrySet()) {
                try (Table stored = parts.get(part.getKey())) {
                    assertThat(Values.rows(stored)).isEqualTo(part.getValue());
                }
                assertThat(parts.size(part.getKey())).isLessThan(10_000);
            }
        }
    }

    @Test
    void anIndexOutsideOfTheDictionaryIsRefused() {
        try (Table table = table(100, 1000)) {
            ((IntVector) table.batches().get(0).root().getVector("k")).set(1, 1000);
            assertThatThrownBy(() -> TableSink.ofUsedValues(batch -> {}).append(Map.of("part", table)))
                    .hasMessageContaining("column 'k' is damaged: row 1 has the index 1000");
        }
    }
}
