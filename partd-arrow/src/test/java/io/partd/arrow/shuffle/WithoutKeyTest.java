package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A shuffle whose partitions do not have the columns that it goes by. */
class WithoutKeyTest {

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    Path directory;

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    /** Returns a row's values of all columns but some. */
    private static String row(RecordBatch batch, int row, List<String> without) {
        StringBuilder text = new StringBuilder();
        for (FieldVector vector : batch.root().getFieldVectors()) {
            if (!without.contains(vector.getName())) {
                text.append(Values.value(vector, row, batch.dictionaries())).append(" | ");
            }
        }
        return text.toString();
    }

    /** Of two sources, whose dictionaries differ. */
    @ParameterizedTest
    @CsvSource({
        "text, 256m, 1000",
        "category, 256m, 1000",
        "category, 8m, 0",
        "category, 256m, 1",
        "runs, 8m, 1000",
        "runs, 256m, 0",
        "id, 8m, 1",
        "nothing, 256m, 1000"
    })
    void allOtherColumnsAreTheSame(String column, String memory, int direct) throws Exception {
        List<String> key = List.of(column, "i8");
        try (Table first = new RandomTable(3, allocator).table(RandomTable.everything(), 700);
                Table second = new RandomTable(4, allocator).table(RandomTable.everything(), 700)) {
            List<TableSource> sources = List.of(TableSource.of("t", first), TableSource.of("u", second));
            TableShuffle shuffle = TableShuffle.by(column, "i8")
                    .hash(5)
                    .memory(ByteSize.of(memory))
                    .allocator(allocator);
            Map<String, List<String>> expected = new TreeMap<>();
            shuffle.run(
                    sources,
                    batch -> batch.forEach((name, table) -> table.batches().forEach(records -> {
                        for (int i = 0; i < records.rowCount(); i++) {
                            expected.computeIfAbsent(name, n -> new ArrayList<>())
                                    .add(row(records, i, key));
                        }
                    })));
            Collected tables = new Collected();
            shuffle.withoutKey().run(sources, tables);
            assertThat(tables.rows()).isEqualTo(expected);
            assertThat(tables.schemas()).containsExactly(without(first.schema(), key));
            assertThat(partitions(shuffle.withoutKey(), sources, direct)).isEqualTo(expected);
        }
    }

    private static Schema without(Schema schema, List<String> names) {
        List<Field> fields = new ArrayList<>(schema.getFields());
        fields.removeIf(field -> names.contains(field.getName()));
        return new Schema(fields, schema.getCustomMetadata());
    }

    private Map<String, List<String>> partitions(TableShuffle shuffle, List<TableSource> sources, int direct)
            throws IOException {
        Map<String, List<String>> written = new ConcurrentHashMap<>();
        WritingSink sink = new WritingSink(
                name -> {
                    List<String> rows =
                            written.computeIfAbsent(name, n -> Collections.synchronizedList(new ArrayList<>()));
                    return (batch, of, partition) -> {
                        for (int i = of.start(partition); i < of.end(partition); i++) {
                            rows.add(row(batch, of.rows()[i], List.of()));
                        }
                    };
                },
                direct,
                true);
        shuffle.run(sources, sink, directory);
        return new TreeMap<>(written);
    }

    @Test
    void aColumnOfTheSameNameStays() throws Exception {
        try (Table table = Tables.of(Tables.ints("x", allocator, 1, 2), Tables.texts("x", allocator, "a", "b"))) {
            Collected collected = new Collected();
            TableShuffle.by("2")
                    .distinct(9, values -> "k" + values)
                    .withoutKey()
                    .run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows()).isEqualTo(Map.of("k[a]", List.of("1 | "), "k[b]", List.of("2 | ")));
        }
    }

    @Test
    void rangesAreFoundWithTheKey() throws Exception {
        try (Table table = Tables.of(Tables.ints("k", allocator, 3, 1, 2), Tables.ints("n", allocator, 0, 1, 2))) {
            Collected collected = new Collected();
            TableShuffle.by("k").ranges(3).withoutKey().run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.rows().values()).containsExactly(List.of("1 | "), List.of("2 | "), List.of("0 | "));
        }
    }

    @Test
    void aColumnMustBeLeft() throws Exception {
        try (Table table = Tables.of(Tables.ints("k", allocator, 1), Tables.ints("n", allocator, 1))) {
            TableShuffle shuffle = TableShuffle.by("n", "k").hash(2).withoutKey();
            assertThatThrownBy(() -> shuffle.run(List.of(TableSource.of("t", table)), new Collected()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("t has no column but [k, n], which is the key: without it, none is left");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "pandas ~ {'index_columns':['k',{'kind':'range','name':'k','stop':3}],'columns':[{'name':'k','field_name':'n'},"
                        + "{'name':null,'field_name':'k','metadata':{'k':1}}],'pandas_version':'2'}"
                        + " ~ {'index_columns':[{'kind':'range','name':'k','stop':3}],'columns':[{'name':'k','field_name':'n'}],"
                        + "'pandas_version':'2'}",
                "pandas ~ {'columns':[{'name':'n'},{'name':'k'}]} ~ {'columns':[{'name':'n'}]}",
                "org.apache.spark.sql.parquet.row.metadata ~ {'type':'struct','fields':[{'name':'k','type':'long'},{'name':'n'}]}"
                        + " ~ {'type':'struct','fields':[{'name':'n'}]}",
                "parquet.avro.schema ~ {'fields':[{'name':'k'}]} ~ {'fields':[]}",
                "pandas ~ {'columns': [{'name': 'n'}] } ~ {'columns': [{'name': 'n'}] }",
                "pandas ~ no JSON, 'k' ~ no JSON, 'k'",
                "pandas ~ {'columns':['k',7,null],'index_columns':'k'} ~ {'columns':['k',7,null],'index_columns':'k'}",
                "mine ~ {'columns':[{'name':'k'}]} ~ {'columns':[{'name':'k'}]}",
            })
    void metadataDescribeTheColumnsThatAreLeft(String name, String before, String after) throws Exception {
        Schema schema = new Schema(
                List.of(
                        RandomTable.field("k", new ArrowType.Int(32, true)),
                        RandomTable.field("n", new ArrowType.Int(32, true))),
                Map.of(name, before.replace('\'', '"'), "other", "k"));
        try (Table table = new RandomTable(1, allocator).table(schema, 5)) {
            Collected collected = new Collected();
            TableShuffle.by("k").hash(1).withoutKey().run(List.of(TableSource.of("t", table)), collected);
            assertThat(collected.schemas().get(0).getCustomMetadata())
                    .isEqualTo(Map.of(name, after.replace('\'', '"'), "other", "k"));
        }
    }
}
