package io.partd.arrow.shuffle;

import static io.partd.arrow.Columns.field;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.arrow.Columns;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Rows;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Dictionaries that have more values together than the indices of each could name. */
class WiderIndicesTest {

    /** So many values each table's dictionary has, of its own. */
    private static final int VALUES = 100;

    private static final Field ROW = field("row", new ArrowType.Int(64, true));
    private static final Field TEXTS = field("values", ArrowType.Utf8.INSTANCE);

    private final BufferAllocator allocator = new RootAllocator();

    @TempDir
    private Path directory;

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private static String value(long row, int rowsOfTable) {
        return "text " + row / rowsOfTable + " " + row % VALUES;
    }

    /** Makes tables of rows that are numbered through all of them. */
    private List<Table> tables(int count, int rowsOfTable, ArrowType.Int indices) {
        List<Table> tables = new ArrayList<>();
        for (int t = 0; t < count; t++) {
            int first = t * rowsOfTable;
            List<String> values = IntStream.range(0, VALUES)
                    .mapToObj(i -> value(first + i, rowsOfTable))
                    .toList();
            Object[] rows = new Object[rowsOfTable];
            Object[] places = new Object[rowsOfTable];
            for (int i = 0; i < rowsOfTable; i++) {
                rows[i] = (long) first + i;
                places[i] = (first + i) % VALUES;
            }
            tables.add(Columns.of(allocator)
                    .with(ROW, rows)
                    .encoded("text", indices, TEXTS, values, places)
                    .table());
        }
        return tables;
    }

    private static List<TableSource> sources(List<Table> tables) {
        return tables.stream().map(table -> TableSource.of("t", table)).toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSinkOfTablesGetsAllRows(boolean signed) throws IOException {
        List<Table> tables = tables(7, VALUES, new ArrowType.Int(8, signed));
        List<String> rows = new ArrayList<>();
        Set<String> types = ConcurrentHashMap.newKeySet();
        TableShuffle.by("row")
                .ranges(1)
                .run(
                        sources(tables),
                        batch -> batch.values().forEach(table -> {
                            types.add(table.describeColumns().get(1));
                            Rows.of(table).forEach(row -> rows.add(String.valueOf(row)));
                        }));
        assertThat(rows)
                .containsExactlyElementsOf(IntStream.range(0, 7 * VALUES)
                        .mapToObj(i -> "[" + i + ", " + value(i, VALUES) + "]")
                        .toList());
        assertThat(types)
                .contains("text: dictionary<values=string, indices=" + (signed ? "" : "u") + "int16, ordered=0>");
        tables.forEach(Table::close);
    }

    /** Also those rows that were spilled when the indices still were narrow. */
    @Test
    void aSinkOfPartitionsGetsAllRowsWithIndicesOfOneType() throws IOException {
        int rowsOfTable = 25_000;
        List<Table> tables = tables(20, rowsOfTable, new ArrowType.Int(8, true));
        AtomicIntegerArray found = new AtomicIntegerArray(20 * rowsOfTable);
        Set<Schema> schemas = ConcurrentHashMap.newKeySet();
        AtomicBoolean spilled = new AtomicBoolean();
        WritingSink sink = new WritingSink(name -> {
            try (Stream<Path> entries = Files.list(directory)) {
                spilled.compareAndSet(false, entries.findAny().isPresent());
            }
            return (batch, rows, partition) -> {
                schemas.add(batch.schema());
                check(batch, rows, partition, rowsOfTable, found);
            };
        });
        TableShuffle.by("row").hash(5).memory(ByteSize.of("8m")).threads(2).run(sources(tables), sink, directory);
        assertThat(IntStream.range(0, found.length()).map(found::get)).containsOnly(1);
        assertThat(spilled).isTrue();
        assertThat(schemas).hasSize(1);
        assertThat(schemas.iterator().next().findField("text").getType()).isEqualTo(new ArrowType.Int(16, true));
        tables.forEach(Table::close);
    }

    private static void check(
            RecordBatch batch, RowsByPartition rows, int partition, int rowsOfTable, AtomicIntegerArray found) {
        BigIntVector numbers = (BigIntVector) batch.root().getVector("row");
        FieldVector texts = batch.root().getVector("text");
        FieldVector values = batch.dictionaries()
                .lookup(texts.getField().getDictionary().getId())
                .getVector();
        for (int i = rows.start(partition); i < rows.end(partition); i++) {
            int row = rows.rows()[i];
            long number = numbers.get(row);
            int index = (int) ((BaseIntVector) texts).getValueAsLong(row);
            if (values.getObject(index).toString().equals(value(number, rowsOfTable))) {
                found.incrementAndGet((int) number);
            }
        }
    }

    @Test
    void elementsOfListsGetWiderIndicesToo() throws IOException {
        DictionaryEncoding encoding = new DictionaryEncoding(7, false, new ArrowType.Int(8, true));
        Field element = new Field("item", new FieldType(true, encoding.getIndexType(), encoding), List.of());
        Field lists = field("lists", ArrowType.List.INSTANCE, element);
        List<Table> tables = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            int first = t * VALUES;
            Object[] rows = new Object[VALUES];
            Object[] pairs = new Object[VALUES];
            for (int i = 0; i < VALUES; i++) {
                rows[i] = (long) first + i;
                pairs[i] = List.of(i, VALUES - 1 - i);
                expected.add("[" + (first + i) + ", [" + value(first + i, VALUES) + ", "
                        + value(first + VALUES - 1 - i, VALUES) + "]]");
            }
            List<String> values = IntStream.range(0, VALUES)
                    .mapToObj(i -> value(first + i, VALUES))
                    .toList();
            tables.add(Columns.of(allocator)
                    .dictionary(encoding, TEXTS, values)
                    .with(ROW, rows)
                    .with(lists, pairs)
                    .table());
        }
        List<String> rows = new ArrayList<>();
        TableShuffle.by("row")
                .ranges(1)
                .run(
                        sources(tables),
                        batch -> batch.values().forEach(table -> {
                            Rows.of(table).forEach(row -> rows.add(String.valueOf(row)));
                        }));
        assertThat(rows).containsExactlyElementsOf(expected);
        tables.forEach(Table::close);
    }
}
