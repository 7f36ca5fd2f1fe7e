package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.InvalidKeyException;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.shuffle.NullKeys;
import io.partd.shuffle.ShuffleEstimate;
import io.partd.shuffle.ShuffleEstimate.HeavyKey;
import io.partd.shuffle.ShuffleSummary;
import io.partd.shuffle.TooManyPartitionsException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TableShuffleTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final Collected collected = new Collected();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    @Test
    void aPartitionWithoutARowGetsAnEmptyTable() throws Exception {
        try (Table table = Tables.of(Tables.texts("k", allocator, "a"))) {
            ShuffleSummary summary = TableShuffle.by("k").hash(3).run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows()).containsOnlyKeys("part-00000", "part-00001", "part-00002");
            assertThat(collected.rows().values().stream().mapToInt(List::size)).containsExactlyInAnyOrder(0, 0, 1);
            assertThat(collected.schemas()).containsExactly(table.schema());
            assertThat(summary.records()).isEqualTo(1);
            assertThat(summary.partitions()).hasSize(3);
        }
    }

    @Test
    void aTableWithoutARowMakesEmptyPartitions() throws Exception {
        try (Table table = Table.of(schema(), List.of())) {
            TableShuffle.by("k").ranges(2).run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows()).containsOnlyKeys("part-00000", "part-00001");
        }
    }

    @Test
    void partitionsAreCalledByATemplate() throws Exception {
        try (Table table = Table.of(schema(), List.of())) {
            List<TableSource> sources = List.of(TableSource.of("t", table));
            TableKey key = TableShuffle.by("k").named("trips-{partition}");
            key.hash(2).run(sources, collected);
            key.ranges(3).run(sources, collected);
            key.ranges(4, List.of()).run(sources, collected);
            assertThat(collected.rows()).containsOnlyKeys("trips-00000", "trips-00001", "trips-00002", "trips-00003");
        }
    }

    private static Schema schema() {
        return new Schema(List.of(RandomTable.field("k", new ArrowType.Utf8())));
    }

    @Test
    void emptyPartitionsTakeNoMemory() throws Exception {
        try (Table table = Table.of(schema(), List.of())) {
            TableShuffle.by("k")
                    .hash(3000)
                    .memory(TableShuffle.MIN_MEMORY)
                    .run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows()).hasSize(3000);
        }
    }

    @Test
    void rangesOfColumnsThatShareTheirNameOrHaveNone() throws Exception {
        try (Table table = Tables.of(
                Tables.texts("x", allocator, "b", "a"),
                Tables.ints("x", allocator, 1, 2),
                Tables.ints("", allocator, 2, 1))) {
            List<TableSource> sources = List.of(TableSource.of("t", table));
            TableShuffle.by("2").ranges(2).run(sources, collected);
            assertThat(inOrder()).containsExactly("b | 1 | 2 | ", "a | 2 | 1 | ");
            Collected others = new Collected();
            TableShuffle.by("3").ranges(2).run(sources, others);
            assertThat(others.rows().get("part-00000")).containsExactly("a | 2 | 1 | ");
        }
    }

    @Test
    void rangesAreInTheOrderOfTheType() throws Exception {
        try (Table table = Tables.of(Tables.ints("k", allocator, 10, -3, null, 9, 100, -20))) {
            TableShuffle.by("k").ranges(6).run(List.of(TableSource.of("t", table)), collected);
            assertThat(inOrder()).containsExactly("null | ", "-20 | ", "-3 | ", "9 | ", "10 | ", "100 | ");
        }
    }

    @Test
    void nanIsBehindAllOtherNumbers() throws Exception {
        Float8Vector vector = new Float8Vector("k", allocator);
        double[] values = {Double.NaN, 1, Double.POSITIVE_INFINITY, -1, Double.NEGATIVE_INFINITY, 0.5};
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i]);
        }
        vector.setValueCount(values.length);
        try (Table table = Tables.of(vector)) {
            TableShuffle.by("k").ranges(6).run(List.of(TableSource.of("t", table)), collected);
            assertThat(inOrder())
                    .containsExactly("-Infinity | ", "-1.0 | ", "0.5 | ", "1.0 | ", "Infinity | ", "NaN | ");
        }
    }

    @Test
    void boundsMayBeNullNanOrInfinite() throws Exception {
        Float8Vector vector = new Float8Vector("k", allocator);
        List<String> expected = new ArrayList<>();
        double[] values = {0, Double.NEGATIVE_INFINITY, -2.5, 7, Double.POSITIVE_INFINITY, Double.NaN};
        int[] rows = {3_000, 1_000, 100, 100, 1_000, 3_000};
        int row = 0;
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < rows[i]; j++) {
                if (i == 0) {
                    vector.setNull(row++);
                } else {
                    vector.setSafe(row++, values[i]);
                }
                expected.add((i == 0 ? "null" : String.valueOf(values[i])) + " | ");
            }
        }
        vector.setValueCount(row);
        try (Table table = Tables.of(vector)) {
            TableShuffle.by("k").ranges(8).run(List.of(TableSource.of("t", table)), collected);
            assertThat(inOrder()).isEqualTo(expected);
            assertThat(collected.rows().values().stream().filter(part -> !part.isEmpty()))
                    .hasSizeGreaterThanOrEqualTo(4);
            for (String value : List.of("null | ", "NaN | ", "Infinity | ", "-Infinity | ")) {
                assertThat(collected.rows().values().stream().filter(part -> part.contains(value)))
                        .as(value)
                        .hasSize(1);
            }
        }
    }

    @Test
    void rangesOfTextsThatBeginAlikeHaveAboutTheSameNumberOfRows() throws Exception {
        String[] texts = IntStream.range(0, 5_000)
                .mapToObj(i -> "d/".repeat(200) + String.format("%06d", i))
                .toArray(String[]::new);
        try (Table table = Tables.of(Tables.texts("k", allocator, texts))) {
            ShuffleSummary summary = TableShuffle.by("k").ranges(8).run(List.of(TableSource.of("t", table)), collected);
            assertThat(summary.partitions())
                    .hasSize(8)
                    .allSatisfy(p -> assertThat(p.records()).isBetween(400L, 850L));
        }
    }

    @Test
    void severalColumnsAreOrderedOneAfterTheOther() throws Exception {
        try (Table table = Tables.of(
                Tables.texts("a", allocator, "b", "a", "a\0", "a", "ab"), Tables.ints("b", allocator, 1, 2, 0, 1, 0))) {
            TableShuffle.by("a", "b").ranges(5).run(List.of(TableSource.of("t", table)), collected);
            assertThat(inOrder()).containsExactly("a | 1 | ", "a | 2 | ", "a\0 | 0 | ", "ab | 0 | ", "b | 1 | ");
        }
    }

    @Test
    void rangesHaveAboutTheSameNumberOfRows() throws Exception {
        Integer[] values = IntStream.range(0, 100_000).boxed().toArray(Integer[]::new);
        Collections.shuffle(Arrays.asList(values), new Random(1));
        try (Table table = Tables.of(Tables.ints("k", allocator, values))) {
            ShuffleSummary summary =
                    TableShuffle.by("k").ranges(10).run(List.of(TableSource.of("t", table)), collected);
            assertThat(summary.partitions())
                    .allSatisfy(p -> assertThat(p.records()).isBetween(9_500L, 10_500L));
            int last = -1;
            for (List<String> rows : collected.rows().values()) {
                List<Integer> numbers = rows.stream()
                        .map(row -> Integer.valueOf(row.split(" ")[0]))
                        .toList();
                assertThat(Collections.min(numbers)).isGreaterThan(last);
                last = Collections.max(numbers);
            }
        }
    }

    @Test
    void distinctKeysHaveAPartitionEach() throws Exception {
        try (Table table = Tables.of(
                Tables.texts("a", allocator, "x", null, "x", "", "x"), Tables.ints("b", allocator, 1, 2, 1, 2, null))) {
            TableShuffle.by("a", "b").distinct(10, String::valueOf).run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows())
                    .isEqualTo(Map.of(
                            "[x, 1]", List.of("x | 1 | ", "x | 1 | "),
                            "[null, 2]", List.of("null | 2 | "),
                            "[, 2]", List.of(" | 2 | "),
                            "[x, null]", List.of("x | null | ")));
        }
    }

    @Test
    void keysOfOneNameShareAPartition() throws Exception {
        try (Table table = Tables.of(Tables.texts("k", allocator, "x", null, "", "x"))) {
            TableShuffle.by("k")
                    .distinct(2, values -> values.contains("x") ? "x" : "empty")
                    .run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows())
                    .isEqualTo(Map.of("x", List.of("x | ", "x | "), "empty", List.of("null | ", " | ")));
        }
    }

    @Test
    void anEstimateCountsTheFirstRowsOfSources() throws Exception {
        try (Table one = Tables.of(Tables.texts("k", allocator, "a", "b", "a", "c", "c"));
                Table other = Tables.of(Tables.texts("k", allocator, "a", null, "c", "c", "c"))) {
            List<TableSource> both = List.of(TableSource.of("one", one), TableSource.of("other", other));
            TableShuffle shuffle = TableShuffle.by("k").distinct(9, String::valueOf);
            ShuffleEstimate all = shuffle.estimate(TableSample.of(both, 100));
            assertThat(all.whole()).isTrue();
            assertThat(all.sample().records()).isEqualTo(10);
            assertThat(all.heaviest()).startsWith(new HeavyKey(List.of("c"), 5), new HeavyKey(List.of("a"), 3));
            assertThat(all.heaviest()).contains(new HeavyKey(Collections.singletonList(null), 1));

            ShuffleEstimate some = shuffle.estimate(TableSample.of(both, 6));
            assertThat(some.whole()).isFalse();
            assertThat(some.sample().partitions())
                    .extracting(partition -> partition.name() + " " + partition.records())
                    .containsExactlyInAnyOrder("[a] 3", "[b] 1", "[null] 1", "[c] 1");
            assertThat(shuffle.where("k = 'c'")
                            .estimate(TableSample.of(both, 6))
                            .sample()
                            .records())
                    .as("of the sample")
                    .isEqualTo(1);
            assertThat(TableShuffle.by("k")
                            .ranges(2)
                            .nullKeys(NullKeys.DROP)
                            .estimate(TableSample.of(both, 100))
                            .sample()
                            .partitions())
                    .extracting(ShuffleSummary.PartitionSize::records)
                    .containsExactly(4L, 5L);
        }
    }

    @Test
    void anEstimateReadsSomeOfManySources() throws Exception {
        try (Table table = Tables.of(Tables.ints("k", allocator, 1, 2, 3))) {
            List<TableSource> many = Collections.nCopies(1000, TableSource.of("t", table));
            TableSample sample = TableSample.of(many, 1);
            ShuffleEstimate estimate = TableShuffle.by("k").hash(2).estimate(sample);
            assertThat(estimate.whole()).isFalse();
            assertThat(estimate.sample().records()).isEqualTo(64);
            assertThatThrownBy(() -> TableShuffle.by("l").hash(2).estimate(sample))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tooManyDistinctKeysAreAnError() {
        try (Table table = Tables.of(Tables.ints("k", allocator, 1, 2, 3))) {
            TableShuffle shuffle = TableShuffle.by("k").distinct(2, String::valueOf);
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("t", table)), collected))
                    .isInstanceOf(TooManyPartitionsException.class)
                    .hasMessageContaining("more than 2 distinct keys");
        }
    }

    @Test
    void aKeyWithoutANameIsAnError() {
        try (Table table = Tables.of(Tables.texts("k", allocator, "good", "bad"))) {
            TableShuffle shuffle = TableShuffle.by("k").distinct(9, values -> {
                if (values.contains("bad")) {
                    throw new IllegalArgumentException("it is bad");
                }
                return String.valueOf(values);
            });
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("t", table)), collected))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("key '[bad]': column 'k' of t: it is bad");
        }
    }

    @Test
    void aKeyThatIsNoTextIsAnErrorThatNamesItsPlace() {
        VarBinaryVector bytes = new VarBinaryVector("bytes", allocator);
        bytes.setSafe(0, new byte[] {(byte) 0xff});
        bytes.setValueCount(1);
        try (Table table = Tables.of(Tables.texts("k", allocator, "good"), bytes)) {
            TableShuffle shuffle = TableShuffle.by("k", "bytes").distinct(9, String::valueOf);
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("trips.arrow", table)), collected))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessage("key 'a key in row 0 of its batch': columns 'k', 'bytes' of trips.arrow: it is not"
                            + " UTF-8, so it can't name a partition");
        }
    }

    @Test
    void dictionariesOfSeveralTablesBecomeOne() throws Exception {
        try (Table first = Table.of(Tables.encoded("k", allocator, List.of("a", "b"), 0, 1, -1));
                Table second = Table.of(Tables.encoded("k", allocator, List.of("c", "b"), 1, 0, 1))) {
            List<String> values = new ArrayList<>();
            TableShuffle.by("k")
                    .hash(1)
                    .run(
                            sources(first, second),
                            batch -> batch.values().forEach(table -> {
                                values.addAll(Values.rows(table));
                                FieldVector dictionary = table.batches()
                                        .get(0)
                                        .dictionaries()
                                        .lookup(1)
                                        .getVector();
                                for (int i = 0; i < dictionary.getValueCount(); i++) {
                                    values.add(String.valueOf(dictionary.getObject(i)));
                                }
                                assertThat(table.schema()).isEqualTo(first.schema());
                            }));
            assertThat(values).containsExactly("a | ", "b | ", "null | ", "b | ", "c | ", "b | ", "a", "b", "c");
        }
    }

    @Test
    void anIndexOutsideItsDictionaryIsDamage() {
        try (Table table = Table.of(Tables.encoded("k", allocator, List.of("a"), 0, 5))) {
            assertThatThrownBy(() -> TableShuffle.by("k").hash(4).run(sources(table), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("column 'k' is damaged: row 1 has the index 5, and the dictionary 1 values");
        }
    }

    @Test
    void offsetsThatLieAreDamage() {
        VarCharVector vector = Tables.texts("k", allocator, "abc", "de");
        vector.getOffsetBuffer().setInt(4, 1_000_000);
        VarCharVector rest = Tables.texts("other", allocator, "abc", "de");
        rest.getOffsetBuffer().setInt(4, -8);
        try (Table table = Tables.of(vector, rest)) {
            assertThatThrownBy(() -> TableShuffle.by("k").hash(4).run(sources(table), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("column 'k' is damaged: row 0 goes from 0 to 1000000");
            assertThatThrownBy(() -> TableShuffle.by("2").hash(4).run(sources(table), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("column 'other' is damaged");
        }
        try (Table table = Tables.of(Tables.ints("n", allocator, 1, 2), damaged())) {
            assertThatThrownBy(() -> TableShuffle.by("n").hash(4).run(sources(table), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("column 'damaged' is damaged");
        }
    }

    private FieldVector damaged() {
        VarCharVector vector = Tables.texts("damaged", allocator, "abc", "de");
        vector.getOffsetBuffer().setInt(8, Integer.MAX_VALUE);
        return vector;
    }

    @Test
    void aColumnThatIsNotThereIsNamedBesideThoseThatAre() {
        try (Table table = Tables.of(Tables.texts("a", allocator, "x"), Tables.texts("b", allocator, "y"))) {
            assertThatThrownBy(() -> TableShuffle.by("c").hash(4).run(sources(table), collected))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no column 'c'; there are 1 to 2: [a, b]");
            assertThatThrownBy(() -> TableShuffle.by("a", "1").hash(4).run(sources(table), collected))
                    .hasMessage("column 'a' is given twice");
        }
    }

    @Test
    void aNestedColumnIsNoKey() {
        StructVector struct = StructVector.empty("s", allocator);
        struct.setValueCount(1);
        try (Table table = Tables.of(struct)) {
            assertThatThrownBy(() -> TableShuffle.by("s").hash(4).run(sources(table), collected))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("column 's' is of type struct<>, which cannot be a key");
        }
    }

    @Test
    void aSinkThatFailsEndsTheShuffleAndNothingLeaks() {
        try (Table table = new RandomTable(1, allocator).table(RandomTable.everything(), 20_000)) {
            AtomicInteger calls = new AtomicInteger();
            TableShuffle shuffle =
                    TableShuffle.by("i8").hash(8).memory(ByteSize.of("16m")).allocator(allocator);
            assertThatThrownBy(() -> shuffle.run(sources(table, table, table), batch -> {
                        if (calls.incrementAndGet() == 2) {
                            throw new IOException("no room");
                        }
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no room");
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void aSourceThatFailsEndsTheShuffle() {
        try (Table table = new RandomTable(1, allocator).table(RandomTable.everything(), 2000)) {
            TableSource failing = new TableSource() {
                @Override
                public String name() {
                    return "failing";
                }

                @Override
                public ArrowReader open(BufferAllocator of) throws IOException {
                    throw new IOException("no such disk");
                }
            };
            List<TableSource> sources = List.of(TableSource.of("t", table), failing);
            assertThatThrownBy(() ->
                            TableShuffle.by("i8").hash(8).allocator(allocator).run(sources, collected))
                    .isInstanceOf(IOException.class)
                    .hasMessage("no such disk");
        }
    }

    @Test
    void tooLittleMemoryForABatchIsAnError() {
        IntVector vector = new IntVector("k", allocator);
        vector.allocateNew(4 << 20);
        vector.setValueCount(4 << 20);
        try (Table table = Tables.of(vector)) {
            TableShuffle shuffle = TableShuffle.by("k").hash(1).memory(ByteSize.of("8m"));
            List<TableSource> copies = List.of(new CopyingSource(table));
            assertThatThrownBy(() -> shuffle.run(copies, collected))
                    .isInstanceOf(IOException.class)
                    .hasMessage("a batch of the tables needs more than the memory of 8m; allow more, or write them with"
                            + " smaller batches");
            assertThatThrownBy(() -> shuffle.bounds(copies, 2))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("a batch of the tables needs more than the memory of 8m; ");
        }
    }

    @Test
    void anInterruptEndsTheShuffle() throws Exception {
        try (Table table = Tables.of(Tables.ints("k", allocator, 1, 2, 3))) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> TableShuffle.by("k").hash(4).run(sources(table), collected))
                    .isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> TableShuffle.by()).hasMessageContaining("no column to shuffle by");
        assertThatThrownBy(() -> TableShuffle.by("")).hasMessageContaining("empty column");
        assertThatThrownBy(() -> TableShuffle.by("k").hash(0)).hasMessageContaining("partitions 0");
        assertThatThrownBy(() -> TableShuffle.by("k").ranges(200_000)).hasMessageContaining("partitions 200000");
        assertThatThrownBy(() -> TableShuffle.by("k").distinct(0, String::valueOf))
                .hasMessageContaining("limit of 0");
        TableShuffle shuffle = TableShuffle.by("k").hash(1);
        assertThatThrownBy(() -> shuffle.threads(0)).hasMessageContaining("threads 0");
        assertThatThrownBy(() -> shuffle.memory(ByteSize.of("1m"))).hasMessageContaining("less than 8m");
        assertThatThrownBy(() -> shuffle.run(List.of(), collected)).hasMessageContaining("no source");
        assertThatThrownBy(() -> shuffle.bounds(List.of(), 2)).hasMessageContaining("no source");
    }

    private static List<TableSource> sources(Table... tables) {
        List<TableSource> sources = new ArrayList<>();
        for (Table table : tables) {
            sources.add(TableSource.of("t" + sources.size(), table));
        }
        return sources;
    }

    private List<String> inOrder() {
        List<String> rows = new ArrayList<>();
        collected.rows().values().forEach(rows::addAll);
        return rows;
    }
}
