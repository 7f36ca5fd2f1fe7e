package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Sample;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.shuffle.ShuffleSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random tables with all types: their rows come out in input order, the same key in the same partition. */
@Tag("sampled")
class RandomTableShuffleTest {

    private static LongStream seeds() {
        return LongStream.rangeClosed(1, Sample.times(4, 12));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyRowIsInItsKeysPartitionInOrder(long seed) throws Exception {
        Random random = new Random(seed);
        Schema schema = RandomTable.everything();
        List<Field> keyFields = RandomTable.keyFields();
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(2); i++) {
            String key = keyFields.get(random.nextInt(keyFields.size())).getName();
            if (!keys.contains(key)) {
                keys.add(key);
            }
        }
        try (BufferAllocator allocator = new RootAllocator()) {
            RandomTable tables = new RandomTable(seed, allocator);
            List<Table> made = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(3); i++) {
                made.add(tables.table(schema, 1 + random.nextInt(3000)));
            }
            try {
                shuffleAndCompare(schema, made, keys, random);
            } finally {
                made.forEach(Table::close);
            }
        }
    }

    private static void shuffleAndCompare(Schema schema, List<Table> made, List<String> keys, Random random)
            throws Exception {
        List<TableSource> sources = new ArrayList<>();
        List<String> all = new ArrayList<>();
        for (Table table : made) {
            sources.add(TableSource.of("table " + sources.size(), table));
            all.addAll(Values.rows(table));
        }
        TableKey key = TableShuffle.by(keys.toArray(String[]::new));
        TableShuffle shuffle = random.nextBoolean() ? key.hash(1 + random.nextInt(20)) : key.ranges(7);
        Collected collected = new Collected();
        ShuffleSummary summary = shuffle.memory(ByteSize.of(random.nextBoolean() ? "16m" : "256m"))
                .threads(1 + random.nextInt(4))
                .run(sources, collected);

        assertThat(summary.records()).isEqualTo(all.size());
        assertThat(collected.schemas()).containsExactly(schema);
        List<String> joined = new ArrayList<>();
        collected.rows().values().forEach(joined::addAll);
        assertThat(joined).containsExactlyInAnyOrderElementsOf(all);
        List<Integer> columns = keys.stream()
                .map(name -> schema.getFields().indexOf(schema.findField(name)))
                .toList();
        Map<String, String> partitionOfKey = new TreeMap<>();
        collected.rows().forEach((partition, rows) -> {
            for (String row : rows) {
                String shown = columns.stream()
                        .map(c -> row.split(" \\| ", -1)[c])
                        .toList()
                        .toString();
                assertThat(partitionOfKey.merge(shown, partition, (a, b) -> a))
                        .as(shown)
                        .isEqualTo(partition);
            }
            List<String> expected = new ArrayList<>(all);
            expected.removeIf(row -> {
                String shown = columns.stream()
                        .map(c -> row.split(" \\| ", -1)[c])
                        .toList()
                        .toString();
                return !partition.equals(partitionOfKey.get(shown));
            });
            assertThat(rows).isEqualTo(expected);
        });
    }
}
