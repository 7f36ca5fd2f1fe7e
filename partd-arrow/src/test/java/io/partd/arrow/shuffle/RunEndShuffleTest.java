package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import io.partd.arrow.TableSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.util.Text;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Run-end encoded columns; random ones are in {@link RandomTableShuffleTest}. */
class RunEndShuffleTest {

    private final BufferAllocator allocator = new RootAllocator();
    private final Collected collected = new Collected();

    @AfterEach
    void nothingLeaks() {
        allocator.close();
    }

    private static Field field(int bits, Field values) {
        Field ends = new Field("run_ends", FieldType.notNullable(new ArrowType.Int(bits, true)), List.of());
        return new Field("k", FieldType.notNullable(new ArrowType.RunEndEncoded()), List.of(ends, values));
    }

    /** Makes a column of runs of the same length. */
    private RunEndEncodedVector runs(int bits, int length, @Nullable String... values) {
        RunEndEncodedVector vector = (RunEndEncodedVector)
                field(bits, RandomTable.field("values", new ArrowType.Utf8())).createVector(allocator);
        BaseIntVector ends = (BaseIntVector) vector.getRunEndsVector();
        ((BaseFixedWidthVector) ends).allocateNew(values.length);
        ((BaseFixedWidthVector) ends).setValueCount(values.length);
        VarCharVector texts = (VarCharVector) vector.getValuesVector();
        texts.allocateNew(16, values.length);
        for (int i = 0; i < values.length; i++) {
            ends.setWithPossibleTruncate(i, (i + 1L) * length);
            if (values[i] == null) {
                texts.setNull(i);
            } else {
                texts.setSafe(i, new Text(values[i]));
            }
        }
        texts.setValueCount(values.length);
        vector.setValueCount(length * values.length);
        return vector;
    }

    @Test
    void rowsOfOneRunStayOneRun() throws IOException {
        List<Integer> runs = new ArrayList<>();
        try (Table table = Tables.of(runs(32, 10_000, "a", "b", "a"))) {
            TableShuffle.by("k")
                    .distinct(10, values -> "k=" + values.get(0))
                    .run(
                            List.of(TableSource.of("t", table)),
                            batch -> batch.forEach((name, piece) -> {
                                for (RecordBatch records : piece.batches()) {
                                    RunEndEncodedVector vector = (RunEndEncodedVector)
                                            records.root().getFieldVectors().get(0);
                                    runs.add(vector.getValuesVector().getValueCount());
                                }
                            }));
        }
        assertThat(runs).containsExactlyInAnyOrder(2, 1);
    }

    @Test
    void valuesAreKeysAsTheyAreElsewhere() throws IOException {
        Collected ofRuns = new Collected();
        try (Table texts = Tables.of(Tables.texts("k", allocator, "a", null, "b"));
                Table table = Tables.of(runs(64, 1, "a", null, "b"))) {
            TableShuffle.by("k").hash(16).run(List.of(TableSource.of("t", texts)), collected);
            TableShuffle.by("k").hash(16).run(List.of(TableSource.of("t", table)), ofRuns);
            assertThat(ofRuns.schemas()).containsExactly(table.schema());
        }
        assertThat(ofRuns.rows()).isEqualTo(collected.rows());
    }

    @Test
    void moreRowsThanRunEndsCountBecomeSeveralPieces() throws IOException {
        try (Table table = Tables.of(runs(16, 8_000, "a", "b", "c", "d"));
                Table more = Tables.of(runs(16, 8_000, "a", "b", "c", "d"))) {
            TableShuffle.by("k")
                    .hash(1)
                    .run(List.of(TableSource.of("t", table), TableSource.of("more", more)), collected);
        }
        assertThat(collected.rows().get("part-00000")).hasSize(64_000);
    }

    @Test
    void runsOfADictionarysIndicesAreNoKeys() {
        ArrowType.Int index = new ArrowType.Int(32, true);
        Field values =
                new Field("values", new FieldType(true, index, new DictionaryEncoding(1, false, index)), List.of());
        assertThatThrownBy(() -> KeyTypes.of("k", field(32, values)))
                .hasMessage("column 'k' is of type run_end_encoded<run_ends: int32 not null, values:"
                        + " dictionary<values=int32, indices=int32, ordered=0>>, which cannot be a key; choose another"
                        + " column, or make one of what is in it");
    }

    @Test
    void runsThatEndTooEarlyAreRefused() {
        RunEndEncodedVector vector = runs(32, 10, "a", "b");
        vector.setValueCount(30);
        try (Table table = Tables.of(vector)) {
            assertThatThrownBy(() -> TableShuffle.by("k").hash(2).run(List.of(TableSource.of("t", table)), collected))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("t: column 'k' is damaged: row 20 is after the last of its 2 runs");
        }
    }
}
