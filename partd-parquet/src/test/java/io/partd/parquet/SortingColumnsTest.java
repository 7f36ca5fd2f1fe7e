package io.partd.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Row groups say that they are sorted where they are: of files that say so, too. */
class SortingColumnsTest {

    private static final int ROWS = 100_000;

    @TempDir
    private Path directory;

    private int files;

    /** Those of the parts of sorted rows. */
    private final List<byte[]> bytes = new ArrayList<>();

    @BeforeEach
    void begin() {
        files = 0;
    }

    /** Writes a file of a key and a number, and has it claim to be sorted by the key. */
    private Path claimed(IntFunction<@Nullable Object> key, boolean descending, boolean nullsFirst) throws IOException {
        Path file = directory.resolve("input" + files++ + ".parquet");
        WrittenFile.write(file, ParquetOptions.DEFAULT.rowGroupRows(30_000), allocator -> {
            BigIntVector number = new BigIntVector("number", allocator);
            Object first = key.apply(ROWS / 2);
            FieldVector keys = first instanceof Long
                    ? new BigIntVector("key", allocator)
                    : first instanceof Double
                            ? new Float8Vector("key", allocator)
                            : new VarCharVector("key", allocator);
            for (int row = 0; row < ROWS; row++) {
                number.setSafe(row, row % 7);
                Object value = key.apply(row);
                if (value == null) {
                    continue;
                }
                if (keys instanceof BigIntVector longs) {
                    longs.setSafe(row, (long) value);
                } else if (keys instanceof Float8Vector doubles) {
                    doubles.setSafe(row, (double) value);
                } else {
                    ((VarCharVector) keys).setSafe(row, value.toString().getBytes(UTF_8));
                }
            }
            number.setValueCount(ROWS);
            keys.setValueCount(ROWS);
            return VectorSchemaRoot.of(number, keys);
        });
        claim(file, descending, nullsFirst);
        return file;
    }

    /** Adds the claim to the footer. */
    private static void claim(Path file, boolean descending, boolean nullsFirst) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int end = bytes.length - 8;
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(end);
        FileMetaData footer = new FileMetaData();
        assertThat(Thrift.read(footer, bytes, end - length, end)).isPresent();
        SortingColumn key = new SortingColumn(1, descending, nullsFirst);
        SortingColumn number = new SortingColumn(0, false, false);
        footer.row_groups.forEach(group -> group.setSorting_columns(List.of(key, number)));
        byte[] changed = Thrift.write(footer);
        ByteBuffer out = ByteBuffer.allocate(end - length + changed.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        out.put(bytes, 0, end - length).put(changed).putInt(changed.length).put("PAR1".getBytes(UTF_8));
        Files.write(file, out.array());
    }

    /** Shuffles files into two parts by the number; returns what all row groups say. */
    private List<List<SortingColumn>> shuffled(ParquetLayout layout, Path... inputs) throws IOException {
        List<TableSource> sources = new ArrayList<>();
        for (Path input : inputs) {
            ParquetSource source = ParquetSource.of(input).batchRows(7_000);
            sources.add(source.encoded(source.dictionaryBytes().keySet()));
        }
        Path out = Files.createTempDirectory(directory, "out");
        try (BufferAllocator allocator = new RootAllocator();
                ParquetPartitions sink = new ParquetPartitions(
                        out::resolve,
                        layout,
                        ParquetOptions.DEFAULT.rowGroupRows(20_000),
                        ByteSize.of("64m"),
                        directory)) {
            TableShuffle.by("number")
                    .hash(2)
                    .memory(ByteSize.of("64m"))
                    .allocator(allocator)
                    .run(sources, sink, directory);
        }
        List<List<SortingColumn>> said = new ArrayList<>();
        for (String part : List.of("part-00000", "part-00001")) {
            for (RowGroup group : WrittenFile.read(out.resolve(part)).footer().row_groups) {
                said.add(group.isSetSorting_columns() ? group.sorting_columns : List.of());
            }
        }
        return said;
    }

    private List<List<SortingColumn>> shuffled(Path... inputs) throws IOException {
        return shuffled(ParquetSource.of(inputs[0]).layout(), inputs);
    }

    private static List<SortingColumn> byKey(boolean descending, boolean nullsFirst) {
        return List.of(new SortingColumn(1, descending, nullsFirst));
    }

    @Test
    void partsOfASortedFileAreSorted() throws IOException {
        assertThat(shuffled(claimed(row -> (long) row - 50_000, false, false)))
                .hasSizeGreaterThan(4)
                .containsOnly(byKey(false, false));
        assertThat(shuffled(claimed(row -> ROWS - (long) row, true, false))).containsOnly(byKey(true, false));
        assertThat(shuffled(claimed(row -> (double) row / 3, false, true))).containsOnly(byKey(false, true));
        assertThat(shuffled(claimed(row -> String.format("%06d", row), false, false)))
                .containsOnly(byKey(false, false));
        assertThat(shuffled(claimed(row -> String.format("city %03d", 999 - row / 1_000), true, false)))
                .containsOnly(byKey(true, false));
        assertThat(shuffled(claimed(row -> (long) row / 10_000, false, false))).containsOnly(byKey(false, false));
    }

    @Test
    void nullsHaveTheirPlaceInTheOrder() throws IOException {
        IntFunction<@Nullable Object> first = row -> row < 10_000 ? null : row / 2L;
        IntFunction<@Nullable Object> last = row -> row > 90_000 ? null : row / 2L;
        assertThat(shuffled(claimed(first, false, true))).containsOnly(byKey(false, true));
        assertThat(shuffled(claimed(last, false, false))).containsOnly(byKey(false, false));
        assertThat(shuffled(claimed(first, false, false))).contains(List.of(), byKey(false, false));
        assertThat(shuffled(claimed(last, false, true))).contains(List.of(), byKey(false, true));
    }

    @Test
    void claimsThatAreWrongAreNotRepeated() throws IOException {
        assertThat(shuffled(claimed(row -> row % 1_000L, false, false))).containsOnly(List.of());
        assertThat(shuffled(claimed(row -> (long) row, true, false))).containsOnly(List.of());
        assertThat(shuffled(claimed(row -> "city " + row % 100, false, false))).containsOnly(List.of());
        assertThat(shuffled(claimed(row -> row == 99_990 ? Double.NaN : (double) row, false, false)))
                .contains(List.of(), byKey(false, false));
        // In one row group only.
        assertThat(shuffled(claimed(row -> row == 5_000 ? 0L : row, false, false)))
                .contains(List.of(), byKey(false, false));
    }

    @Test
    void partsOfSeveralFilesAreSortedWhereTheseFollowEachOther() throws IOException {
        Path early = claimed(row -> (long) row, false, false);
        Path late = claimed(row -> (long) row + ROWS, false, false);
        assertThat(shuffled(early, late)).containsOnly(byKey(false, false));
        assertThat(shuffled(late, early)).contains(List.of(), byKey(false, false));
    }

    /** Returns what the row groups of parts of sorted rows say. */
    private List<List<SortingColumn>> sorted(Path input, String order, List<String> columns, String memory)
            throws IOException {
        Path out = Files.createTempDirectory(directory, "sorted");
        try (BufferAllocator allocator = new RootAllocator();
                ParquetPartitions sink = new ParquetPartitions(
                        out::resolve,
                        null,
                        ParquetOptions.DEFAULT.rowGroupRows(20_000),
                        ByteSize.of("64m"),
                        directory)) {
            TableShuffle.by("number")
                    .hash(2)
                    .memory(ByteSize.of(memory))
                    .allocator(allocator)
                    .columns(columns.toArray(String[]::new))
                    .sortedBy(order)
                    .run(List.of(ParquetSource.of(input)), sink, directory);
        }
        List<List<SortingColumn>> said = new ArrayList<>();
        for (String part : List.of("part-00000", "part-00001")) {
            bytes.add(Files.readAllBytes(out.resolve(part)));
            for (RowGroup group : WrittenFile.read(out.resolve(part)).footer().row_groups) {
                said.add(group.isSetSorting_columns() ? group.sorting_columns : List.of());
            }
        }
        return said;
    }

    @Test
    void sortedPartsSayByWhichColumns() throws IOException {
        Path file = claimed(row -> row % 9 == 0 ? null : row * 7919L % 1_000, false, false);
        List<String> all = List.of("number", "key");
        SortingColumn number = new SortingColumn(0, true, false);
        SortingColumn key = new SortingColumn(1, false, false);
        assertThat(sorted(file, "number desc, key", all, "8m"))
                .hasSizeGreaterThan(4)
                .containsOnly(List.of(number, key));
        assertThat(sorted(file, "number desc, key", all, "64m")).containsOnly(List.of(number, key));
        assertThat(bytes).hasSize(4);
        assertThat(bytes.get(2)).isEqualTo(bytes.get(0));
        assertThat(bytes.get(3)).isEqualTo(bytes.get(1));
        assertThat(sorted(file, "key", all, "8m")).containsOnly(List.of(key));
        assertThat(sorted(file, "key, number desc", List.of("key", "number"), "8m"))
                .containsOnly(List.of(new SortingColumn(0, false, false), new SortingColumn(1, true, false)));
        assertThat(sorted(file, "number desc, key", List.of("number"), "8m")).containsOnly(List.of(number));
        assertThat(sorted(file, "key, number", List.of("number"), "8m")).containsOnly(List.of());
    }

    /** The format has no place for NaN. */
    @Test
    void rowGroupsWithNanDoNotSayThatTheyAreSorted() throws IOException {
        Path file = claimed(
                row -> row % 11 == 0 ? null : row % 3 == 0 ? (Double) Double.NaN : (Double) (row % 1_000 / 8.0),
                false,
                false);
        List<String> all = List.of("number", "key");
        assertThat(sorted(file, "key", all, "8m"))
                .contains(List.of(new SortingColumn(1, false, false)), List.of())
                .hasSizeGreaterThan(4);
        assertThat(sorted(file, "number, key", all, "8m"))
                .contains(List.of(new SortingColumn(0, false, false)))
                .allSatisfy(columns -> assertThat(columns).startsWith(new SortingColumn(0, false, false)));
    }

    /** With one value of it in each part, rows are sorted by the next column. */
    @Test
    void columnsThatAreLeftOutDoNotCount() throws IOException {
        Path file = claimed(row -> (long) row / 50_000, false, false);
        ParquetLayout layout = ParquetSource.of(file).layout().without(Set.of(1));
        Path copy = directory.resolve("copy.parquet");
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(layout.schema(), allocator);
                ParquetSink sink = ParquetSink.create(copy, layout, ParquetOptions.DEFAULT.rowGroupRows(10))) {
            BigIntVector number = (BigIntVector) root.getVector(0);
            for (int row = 0; row < 20; row++) {
                number.setSafe(row, row < 15 ? row : -row);
            }
            root.setRowCount(20);
            sink.write(root);
            sink.finish();
        }
        List<RowGroup> groups = WrittenFile.read(copy).footer().row_groups;
        assertThat(groups.get(0).sorting_columns).containsExactly(new SortingColumn(0, false, false));
        assertThat(groups.get(1).isSetSorting_columns()).isFalse();
    }
}
