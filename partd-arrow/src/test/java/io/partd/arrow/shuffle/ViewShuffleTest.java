package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import io.partd.arrow.memory.BuiltColumns;
import io.partd.shuffle.ShuffleSummary;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ViewVarCharVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Columns of views; random ones are in {@link RandomTableShuffleTest}. */
class ViewShuffleTest {

    private static final String LONG = "longer than twelve bytes";

    private final BufferAllocator allocator = new RootAllocator();
    private final Collected collected = new Collected();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private ViewVarCharVector views(String name, String... values) {
        ViewVarCharVector vector = new ViewVarCharVector(name, allocator);
        vector.allocateNew(values.length);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
        }
        vector.setValueCount(values.length);
        return vector;
    }

    /** Makes a column of so many rows that all show the same bytes. */
    private ViewVarCharVector sameViews(int rows, int length) {
        ViewVarCharVector vector = new ViewVarCharVector("k", allocator);
        try (ArrowBuf views = allocator.buffer(16L * rows);
                ArrowBuf bytes = allocator.buffer(length)) {
            bytes.setOne(0, (long) length);
            for (long i = 0; i < rows; i++) {
                views.setInt(16 * i, length);
                views.setInt(16 * i + 4, -1);
                views.setInt(16 * i + 8, 0);
                views.setInt(16 * i + 12, 0);
            }
            vector.loadFieldBuffers(new ArrowFieldNode(rows, 0), List.of(allocator.getEmpty(), views, bytes));
        }
        return vector;
    }

    private static ShuffleSummary shuffle(TableShuffle shuffle, Table table, TableSink sink) throws IOException {
        return shuffle.run(List.of(TableSource.of("t", table)), sink);
    }

    @Test
    void viewsAreInThePartitionsOfTheirText() throws IOException {
        String[] values = {"", "a", "twelve bytes", LONG, "Zürich"};
        Collected ofViews = new Collected();
        try (Table texts = Tables.of(Tables.texts("k", allocator, values));
                Table table = Tables.of(views("k", values))) {
            shuffle(TableShuffle.by("k").hash(16), texts, collected);
            shuffle(TableShuffle.by("k").hash(16), table, ofViews);
            assertThat(ofViews.schemas()).containsExactly(table.schema());
        }
        assertThat(ofViews.rows()).isEqualTo(collected.rows());
    }

    @Test
    void viewsAreOrderedByTheirBytes() throws IOException {
        try (Table table = Tables.of(views("k", LONG, "b", "", LONG + LONG, "a"))) {
            shuffle(TableShuffle.by("k").ranges(5), table, collected);
        }
        assertThat(collected.rows().values().stream().flatMap(List::stream))
                .containsExactly(" | ", "a | ", "b | ", LONG + " | ", LONG + LONG + " | ");
    }

    @Test
    void viewsNamePartitions() throws IOException {
        try (Table table = Tables.of(views("k", LONG, "b", LONG))) {
            shuffle(TableShuffle.by("k").distinct(10, values -> "k=" + values.get(0)), table, collected);
        }
        assertThat(collected.rows()).containsOnlyKeys("k=" + LONG, "k=b");
    }

    @Test
    void bytesThatManyViewsShowAreGatheredInLittleMemory() throws IOException {
        long[] rows = {0};
        try (Table table = Tables.of(sameViews(400, 1 << 20))) {
            shuffle(
                    TableShuffle.by("k").hash(1).memory(ByteSize.of("32m")),
                    table,
                    batch -> batch.values().forEach(piece -> rows[0] += piece.rowCount()));
        }
        assertThat(rows[0]).isEqualTo(400);
    }

    @Test
    void elementsThatManyListsShowAreGatheredInLittleMemory() throws IOException {
        IntVector keys =
                Tables.ints("k", allocator, IntStream.range(0, 100).boxed().toArray(Integer[]::new));
        ListViewVector lists = ListViewVector.empty("lists", allocator);
        lists.addOrGetVector(FieldType.nullable(new ArrowType.Int(32, true)));
        lists.allocateNew();
        IntVector elements = (IntVector) lists.getDataVector();
        elements.allocateNew(1 << 18);
        elements.setValueCount(1 << 18);
        for (int i = 0; i < 100; i++) {
            lists.setValidity(i, 1);
            lists.setOffset(i, 0);
            lists.setSize(i, 1 << 18);
        }
        lists.setValueCount(100);
        long[] rows = {0};
        try (Table table = Tables.of(keys, lists)) {
            shuffle(
                    TableShuffle.by("k").hash(1).memory(ByteSize.of("32m")),
                    table,
                    batch -> batch.values().forEach(piece -> rows[0] += piece.rowCount()));
        }
        assertThat(rows[0]).isEqualTo(100);
    }

    @Test
    void aColumnOfViewsHasAnotherBufferWhereOneIsFull() {
        Field field = new Field("k", FieldType.nullable(new ArrowType.Utf8View()), List.of());
        String[] values = {LONG, "short", LONG + LONG, LONG, "x".repeat(100), LONG, ""};
        try (ViewVarCharVector vector = views("k", values);
                FieldVector built = field.createVector(allocator);
                ViewBuilder builder = new ViewBuilder(allocator, 2, 64);
                BuiltColumns columns = new BuiltColumns()) {
            ArrayData array = ArrayData.of(vector);
            builder.append(array, new int[] {0, 1}, 0, 2);
            builder.append(array, new int[] {2, 3, 4, 5, 6}, 0, 5);
            array.release();
            builder.share(columns);
            columns.load(VectorSchemaRoot.of(built), values.length);
            for (int i = 0; i < values.length; i++) {
                assertThat(built.getObject(i)).hasToString(values[i]);
            }
            assertThat(((ViewVarCharVector) built).getDataBuffers()).hasSizeGreaterThan(3);
        }
    }

    @Test
    void viewsThatLeadOutOfTheirBuffersAreRefused() {
        try (Table table = Tables.of(views("k", "a", LONG))) {
            ViewVarCharVector vector = (ViewVarCharVector)
                    table.batches().get(0).root().getFieldVectors().get(0);
            vector.getDataBuffer().setInt(16 + 12, 1 << 20);
            assertThatThrownBy(() -> shuffle(TableShuffle.by("k").hash(2), table, collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("t: column 'k' is damaged: row 1 goes from 1048576");
            vector.getDataBuffer().setInt(16 + 8, 3);
            assertThatThrownBy(() -> shuffle(TableShuffle.by("k").hash(2), table, collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("t: column 'k' is damaged: row 1 is in buffer 3 of 1");
            vector.getDataBuffer().setInt(16, -5);
            assertThatThrownBy(() -> shuffle(TableShuffle.by("k").hash(2), table, collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("t: column 'k' is damaged: row 1");
        }
    }

    @Test
    void dictionariesOfViewsAreBroughtTogether() throws IOException {
        try (Table first = encoded(LONG, "b");
                Table second = encoded("c", LONG)) {
            TableShuffle.by("k")
                    .hash(1)
                    .run(List.of(TableSource.of("first", first), TableSource.of("second", second)), collected);
        }
        assertThat(collected.rows().get("part-00000")).containsExactly(LONG + " | ", "b | ", "c | ", LONG + " | ");
    }

    private Table encoded(String... values) {
        ArrowType.Int index = new ArrowType.Int(32, true);
        DictionaryEncoding encoding = new DictionaryEncoding(1, false, index);
        IntVector vector =
                (IntVector) new Field("k", new FieldType(true, index, encoding), List.of()).createVector(allocator);
        for (int i = 0; i < values.length; i++) {
            vector.setSafe(i, i);
        }
        vector.setValueCount(values.length);
        Dictionary dictionary = new Dictionary(views("values", values), encoding);
        return Table.of(
                RecordBatch.of(VectorSchemaRoot.of(vector), new DictionaryProvider.MapDictionaryProvider(dictionary)));
    }

    /** The first strings of a wave are much longer than all others. */
    @Test
    void fewLongStringsBeforeManyShortOnesTakeNoMoreMemoryThanTheyHave() throws IOException {
        VarCharVector large = new VarCharVector("k", allocator);
        VarCharVector small = new VarCharVector("k", allocator);
        for (int i = 0; i < 100; i++) {
            large.setSafe(i, new byte[30_000]);
        }
        large.setValueCount(100);
        for (int i = 0; i < 100_000; i++) {
            small.setSafe(i, new byte[8]);
        }
        small.setValueCount(100_000);
        try (Table longs = Tables.of(large);
                Table shorts = Tables.of(small)) {
            TableShuffle.by("k")
                    .hash(1)
                    .memory(ByteSize.of("64m"))
                    .run(List.of(TableSource.of("longs", longs), TableSource.of("shorts", shorts)), collected);
        }
        assertThat(collected.rows().get("part-00000")).hasSize(100_100);
    }
}
