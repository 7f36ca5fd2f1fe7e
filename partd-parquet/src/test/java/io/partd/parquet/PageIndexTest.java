package io.partd.parquet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.impl.UnionListWriter;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The column and offset indexes of files: where each page is, and what is in it. */
class PageIndexTest {

    @TempDir
    private Path directory;

    /** Of columns that change their character, so that pages have few values, many, or nulls alone. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void indexesSayWhatIsInEachPage(int version) throws IOException {
        LongTable table = new LongTable(20_261_130);
        ParquetOptions options = ParquetOptions.DEFAULT.rowGroupRows(120_000).dataPageVersion(version);
        WrittenFile file = WrittenFile.write(
                directory.resolve("long.parquet"), options, allocator -> table.rows(0, LongTable.ROWS, allocator));
        assertThat(file.footer().row_groups).hasSize(2);
        int pages = 0;
        int nullPages = 0;
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot rows = table.rows(0, LongTable.ROWS, allocator)) {
            int first = 0;
            for (RowGroup group : file.footer().row_groups) {
                for (int column = 0; column < group.columns.size(); column++) {
                    ColumnChunk chunk = group.columns.get(column);
                    checkPages(file, group, chunk, version);
                    List<PageLocation> locations = file.offsetIndex(chunk).page_locations;
                    ColumnIndex index = Objects.requireNonNull(file.columnIndex(chunk));
                    assertThat(index.null_pages).hasSameSizeAs(locations);
                    for (int page = 0; page < locations.size(); page++) {
                        int from = first + (int) locations.get(page).first_row_index;
                        int to = page + 1 < locations.size()
                                ? first + (int) locations.get(page + 1).first_row_index
                                : first + (int) group.num_rows;
                        checkPage(rows.getVector(column), from, to, index, page);
                        nullPages += index.null_pages.get(page) ? 1 : 0;
                    }
                    pages += locations.size();
                }
                first += (int) group.num_rows;
            }
        }
        assertThat(pages).isGreaterThan(40);
        assertThat(nullPages).isPositive();
    }

    /** Looks whether each page is where the offset index says, one after the other, and all of the chunk. */
    private static void checkPages(WrittenFile file, RowGroup group, ColumnChunk chunk, int version)
            throws IOException {
        OffsetIndex index = file.offsetIndex(chunk);
        long at = chunk.meta_data.data_page_offset;
        long rows = 0;
        for (PageLocation location : index.page_locations) {
            assertThat(location.offset).isEqualTo(at);
            PageHeader header = file.page(at);
            assertThat(header.type).isEqualTo(version == 1 ? PageType.DATA_PAGE : PageType.DATA_PAGE_V2);
            assertThat(header.compressed_page_size).isLessThan(location.compressed_page_size);
            if (version == 2) {
                assertThat(location.first_row_index).isEqualTo(rows);
                rows += header.data_page_header_v2.num_rows;
            }
            at += location.compressed_page_size;
        }
        long start = chunk.meta_data.isSetDictionary_page_offset()
                ? chunk.meta_data.dictionary_page_offset
                : chunk.meta_data.data_page_offset;
        assertThat(at).isEqualTo(start + chunk.meta_data.total_compressed_size);
        assertThat(rows).isEqualTo(version == 2 ? group.num_rows : 0);
        assertThat(index.page_locations.get(0).first_row_index).isZero();
    }

    private static void checkPage(FieldVector vector, int from, int to, ColumnIndex index, int page) {
        Object min = null;
        Object max = null;
        long nulls = 0;
        for (int row = from; row < to; row++) {
            Object value = comparable(vector.getObject(row));
            if (value == null) {
                nulls++;
            } else {
                min = min == null || compare(value, min) < 0 ? value : min;
                max = max == null || compare(value, max) > 0 ? value : max;
            }
        }
        assertThat(index.null_counts.get(page)).isEqualTo(nulls);
        assertThat(index.null_pages.get(page)).isEqualTo(min == null);
        ByteBuffer low = index.min_values.get(page);
        ByteBuffer high = index.max_values.get(page);
        if (min == null || max == null) {
            assertThat(low.remaining() + high.remaining()).isZero();
        } else {
            assertThat(decoded(low, min))
                    .as("page %d of %s", page, vector.getName())
                    .isEqualTo(lower(min));
            assertThat(decoded(high, max))
                    .as("page %d of %s", page, vector.getName())
                    .isEqualTo(upper(max));
        }
    }

    private static Object lower(Object min) {
        if (min.equals(0.0)) {
            return -0.0; // which may be among the values, as far as readers know
        }
        return min instanceof String text && text.length() > 64 ? text.substring(0, 64) : min;
    }

    private static Object upper(Object max) {
        return max instanceof String text && text.length() > 64
                ? text.substring(0, 63) + (char) (text.charAt(63) + 1)
                : max;
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return new String(bytes, UTF_8);
        }
        return value instanceof Number || value instanceof Boolean || value == null ? value : value.toString();
    }

    @SuppressWarnings("unchecked")
    private static int compare(Object a, Object b) {
        return ((Comparable<Object>) a).compareTo(b); // texts here are ASCII
    }

    /** Reads a bound as a value of the same type as another. */
    private static Object decoded(ByteBuffer bound, Object like) {
        ByteBuffer bytes = bound.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (like instanceof Long) {
            return bytes.getLong();
        } else if (like instanceof Integer) {
            return bytes.getInt();
        } else if (like instanceof Double) {
            return bytes.getDouble();
        } else if (like instanceof Boolean) {
            return bytes.get() == 1;
        }
        return UTF_8.decode(bytes).toString();
    }

    /** Between the last row group and the footer, first all of one kind and then all of the other. */
    @Test
    void indexesAreBeforeTheFooter() throws IOException {
        LongTable table = new LongTable(7);
        WrittenFile file = WrittenFile.write(
                directory.resolve("long.parquet"),
                ParquetOptions.DEFAULT.rowGroupRows(70_000),
                allocator -> table.rows(0, LongTable.ROWS, allocator));
        RowGroup last = file.group(file.footer().row_groups.size() - 1);
        long at = last.file_offset + last.total_compressed_size;
        for (RowGroup group : file.footer().row_groups) {
            for (ColumnChunk chunk : group.columns) {
                assertThat(chunk.column_index_offset).isEqualTo(at);
                at += chunk.column_index_length;
            }
        }
        for (RowGroup group : file.footer().row_groups) {
            for (ColumnChunk chunk : group.columns) {
                assertThat(chunk.offset_index_offset).isEqualTo(at);
                at += chunk.offset_index_length;
            }
        }
        byte[] tail = file.bytes(Files.size(file.path()) - 8, 8);
        int footer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(at).isEqualTo(Files.size(file.path()) - 8 - footer);
    }

    private WrittenFile longs(int rows, java.util.function.IntToLongFunction value) throws IOException {
        return WrittenFile.write(directory.resolve("n.parquet"), ParquetOptions.DEFAULT, allocator -> {
            BigIntVector vector = new BigIntVector("n", allocator);
            for (int i = 0; i < rows; i++) {
                vector.setSafe(i, value.applyAsLong(i));
            }
            vector.setValueCount(rows);
            return VectorSchemaRoot.of(vector);
        });
    }

    private static @Nullable ColumnIndex index(WrittenFile file) throws IOException {
        return file.columnIndex(file.chunk(0, 0));
    }

    private static BoundaryOrder order(WrittenFile file) throws IOException {
        return Objects.requireNonNull(index(file)).boundary_order;
    }

    @Test
    void boundariesAreOrderedAsTheyAre() throws IOException {
        assertThat(order(longs(200_000, i -> i - 100_000))).isEqualTo(BoundaryOrder.ASCENDING);
        assertThat(order(longs(200_000, i -> 100_000 - i))).isEqualTo(BoundaryOrder.DESCENDING);
        assertThat(order(longs(200_000, i -> i % 70_000))).isEqualTo(BoundaryOrder.UNORDERED);
        assertThat(order(longs(200_000, i -> 7))).isEqualTo(BoundaryOrder.ASCENDING);
        assertThat(order(longs(10, i -> i))).isEqualTo(BoundaryOrder.ASCENDING);
    }

    /** A page without both bounds has no place in a column index. The offset index is there all the same. */
    @Test
    void pagesWithoutBoundsMakeNoColumnIndex() throws IOException {
        WrittenFile nan = WrittenFile.write(directory.resolve("nan.parquet"), ParquetOptions.DEFAULT, allocator -> {
            Float8Vector vector = new Float8Vector("d", allocator);
            for (int i = 0; i < 100_000; i++) {
                vector.setSafe(i, i == 50_000 ? Double.NaN : i);
            }
            vector.setValueCount(100_000);
            return VectorSchemaRoot.of(vector);
        });
        WrittenFile last = WrittenFile.write(directory.resolve("last.parquet"), ParquetOptions.DEFAULT, allocator -> {
            VarCharVector vector = new VarCharVector("t", allocator);
            for (int i = 0; i < 100_000; i++) {
                String text = i == 50_000
                        ? Character.toString(Character.MAX_CODE_POINT).repeat(20)
                        : "a" + i;
                vector.setSafe(i, text.getBytes(UTF_8));
            }
            vector.setValueCount(100_000);
            return VectorSchemaRoot.of(vector);
        });
        for (WrittenFile file : List.of(nan, last)) {
            assertThat(index(file)).isNull();
            assertThat(file.offsetIndex(file.chunk(0, 0)).page_locations).hasSizeGreaterThan(1);
        }
    }

    /** Rows of many elements and of none: a page begins with a row. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rowsOfListsAreCountedAndNotTheirElements(int version) throws IOException {
        int[] lengths =
                IntStream.range(0, 30_000).map(i -> i % 7 == 0 ? 0 : i % 11).toArray();
        WrittenFile file = WrittenFile.write(
                directory.resolve("lists.parquet"), ParquetOptions.DEFAULT.dataPageVersion(version), allocator -> {
                    ListVector list = ListVector.empty("l", allocator);
                    UnionListWriter writer = list.getWriter();
                    for (int row = 0; row < lengths.length; row++) {
                        writer.setPosition(row);
                        writer.startList();
                        for (int i = 0; i < lengths[row]; i++) {
                            writer.integer().writeInt(row);
                        }
                        writer.endList();
                    }
                    list.setValueCount(lengths.length);
                    return VectorSchemaRoot.of(list);
                });
        ColumnChunk chunk = file.chunk(0, 0);
        checkPages(file, file.group(0), chunk, version);
        ColumnIndex index = Objects.requireNonNull(file.columnIndex(chunk));
        List<PageLocation> locations = file.offsetIndex(chunk).page_locations;
        assertThat(locations).hasSizeGreaterThan(3);
        for (int page = 0; page < locations.size(); page++) {
            int from = (int) locations.get(page).first_row_index;
            int to = page + 1 < locations.size() ? (int) locations.get(page + 1).first_row_index : lengths.length;
            int[] filled =
                    IntStream.range(from, to).filter(row -> lengths[row] > 0).toArray();
            assertThat(index.min_values.get(page).order(ByteOrder.LITTLE_ENDIAN).getInt())
                    .isEqualTo(filled[0]);
            assertThat(index.max_values.get(page).order(ByteOrder.LITTLE_ENDIAN).getInt())
                    .isEqualTo(filled[filled.length - 1]);
            assertThat(index.null_counts.get(page)).isEqualTo(to - from - filled.length);
        }
        assertThat(index.boundary_order).isEqualTo(BoundaryOrder.ASCENDING);
    }

    /** Row groups of so few rows that there are hundreds. */
    @Test
    void smallRowGroupsHaveIndexesToo() throws IOException {
        List<Integer> values = new ArrayList<>();
        WrittenFile file = WrittenFile.write(
                directory.resolve("small.parquet"),
                ParquetOptions.DEFAULT.rowGroupRows(3).rowGroupBytes(ByteSize.of("1k")),
                allocator -> {
                    IntVector vector = new IntVector("n", allocator);
                    for (int i = 0; i < 1000; i++) {
                        vector.setSafe(i, i);
                    }
                    vector.setValueCount(1000);
                    return VectorSchemaRoot.of(vector);
                });
        for (RowGroup group : file.footer().row_groups) {
            ColumnIndex index = Objects.requireNonNull(file.columnIndex(group.columns.get(0)));
            values.add(index.min_values.get(0).order(ByteOrder.LITTLE_ENDIAN).getInt());
        }
        assertThat(values)
                .isEqualTo(
                        IntStream.iterate(0, i -> i < 1000, i -> i + 3).boxed().toList());
    }
}
