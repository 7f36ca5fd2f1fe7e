package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.CorruptDataException;
import io.partd.PythonCommand;
import io.partd.expression.Condition;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongPredicate;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.PageLocation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that have no row for a condition are not read, and the rows of all columns still belong together. */
class PagePruningTest {

    @TempDir
    static Path directory;

    private static Path file;
    private static WrittenFile written;
    private static Read whole;

    @BeforeAll
    static void write() throws IOException {
        file = directory.resolve("t.parquet");
        written = PrunedTable.write(file, ParquetCompression.ZSTD, 1);
        whole = Read.of(ParquetSource.of(file));
    }

    /** What a source gives: its rows as texts, which begin with their number. */
    private record Read(List<String> rows, long bytes) {

        static Read of(ParquetSource source) throws IOException {
            try (BufferAllocator allocator = new RootAllocator();
                    ArrowReader reader = source.open(allocator)) {
                return new Read(Rows.all(reader), reader.bytesRead());
            }
        }

        List<String> where(LongPredicate wanted) {
            return rows.stream()
                    .filter(row -> wanted.test(Long.parseLong(row.substring(0, row.indexOf('|')))))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                // Pages have 16,384 rows, so the groups of 50,000 have one of 848 at their ends; those of texts have
                // fewer.
                "id < 10 ; 0 ; 10 ; 16384",
                "id = 16384 ; 16384 ; 16385 ; 16384",
                "id >= 40000 and id < 60000 ; 40000 ; 60000 ; 33616",
                "id in (1, 49999) ; 0 ; 2 ; 17232",
                "not (id >= 20000) ; 0 ; 20000 ; 32768",
                "text >= '00199990' ; 199990 ; 200000 ; 4307",
                "number < 10 and id < 20 ; 0 ; 20 ; 16384",
                "time >= '1970-01-02 03:46:39' ; 199999 ; 200000 ; 848",
                "id = 120000 and nulls is not null ; 0 ; 0 ; 16384",
                "nulls is null and id = 7 ; 7 ; 8 ; 16384",
            })
    void rowsOfPagesThatAreLeft(String condition, long from, long to, int rows) throws IOException {
        Read read = Read.of(ParquetSource.of(file).where(Condition.parse(condition)));
        LongPredicate wanted = id -> id >= from && id < to;
        assertThat(read.where(wanted)).isEqualTo(whole.where(wanted));
        assertThat(new HashSet<>(whole.rows()).containsAll(read.rows())).isTrue();
        assertThat(read.rows()).hasSize(rows);
        assertThat(read.bytes()).isLessThan(whole.bytes() / 2);
    }

    @Test
    void indicesInDictionariesToo() throws IOException {
        ParquetSource all = ParquetSource.of(file).columns(List.of("id", "few"));
        List<String> texts = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                ArrowReader reader = all.encoded(Set.of("few"))
                        .where(Condition.parse("id >= 40000 and id < 60000 or id > 190000"))
                        .open(allocator)) {
            while (reader.loadNextBatch()) {
                long dictionary = reader.getVectorSchemaRoot()
                        .getVector("few")
                        .getField()
                        .getDictionary()
                        .getId();
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < reader.lookup(dictionary).getVector().getValueCount(); i++) {
                    values.add(reader.lookup(dictionary).getVector().getObject(i));
                }
                for (int i = 0; i < reader.getVectorSchemaRoot().getRowCount(); i++) {
                    Object id = reader.getVectorSchemaRoot().getVector("id").getObject(i);
                    Object few = reader.getVectorSchemaRoot().getVector("few").getObject(i);
                    texts.add(id + "|" + values.get(((Number) few).intValue()) + "|");
                }
            }
        }
        assertThat(texts).hasSizeGreaterThan(30_000).hasSizeLessThan(PrunedTable.ROWS / 2);
        assertThat(new HashSet<>(Read.of(all).rows()).containsAll(texts)).isTrue();
    }

    @Test
    void doesNotReadPagesThatItLeavesOut() throws IOException {
        Path damaged = Files.copy(file, directory.resolve("damaged.parquet"));
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            for (ColumnChunk chunk : written.group(1).columns) {
                List<PageLocation> pages = written.offsetIndex(chunk).page_locations;
                for (PageLocation page : pages) {
                    if (page.first_row_index + 16_384 <= 10_000 || page.first_row_index > 40_000) {
                        bytes.seek(page.offset);
                        bytes.write(new byte[8]);
                    }
                }
            }
        }
        ParquetSource source = ParquetSource.of(damaged);
        assertThat(Read.of(source.where(Condition.parse("id >= 70000 and id < 80000")))
                        .where(id -> id / 10_000 == 7))
                .hasSize(10_000);
        assertThatThrownBy(() -> Read.of(source)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anIndexThatCannotBeIsReported(boolean ofColumn) throws IOException {
        Path damaged = directory.resolve("index-" + ofColumn + ".parquet");
        Files.copy(file, damaged);
        ColumnChunk chunk = written.chunk(0, 0);
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            bytes.seek(ofColumn ? chunk.column_index_offset : chunk.offset_index_offset);
            bytes.write(new byte[] {0, 0, 0, 0});
        }
        ParquetSource source = ParquetSource.of(damaged);
        assertThat(Read.of(source).rows()).hasSize(PrunedTable.ROWS);
        assertThatThrownBy(() -> Read.of(source.where(Condition.parse("id < 5"))))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(damaged.toString())
                .hasMessageContaining("row group 1");
    }

    /** Pages of pyarrow's, of other sizes in each column, lists and structs too. */
    @Tag("interop")
    @Test
    void filesOfPyarrow() throws Exception {
        PythonCommand python = PythonCommand.with("pyarrow");
        python.require();
        Path small = directory.resolve("small.parquet");
        try (ChildProcess process =
                python.start(PythonCommand.resource(PagePruningTest.class, "small_pages.py"), small.toString())) {
            process.join();
        }
        ParquetSource source = ParquetSource.of(small);
        Read all = Read.of(source);
        Random random = new Random(7);
        for (int i = 0; i < 15; i++) {
            long from = random.nextInt(60_000);
            long to = from + random.nextInt(3_000);
            long other = random.nextInt(60_000);
            String condition = "id >= " + from + " and id < " + to + " or id = " + other;
            Read read = Read.of(source.where(Condition.parse(condition)));
            LongPredicate wanted = id -> (id >= from && id < to) || id == other;
            assertThat(read.where(wanted)).as(condition).isEqualTo(all.where(wanted));
            assertThat(read.rows()).as(condition).hasSizeLessThan(20_000);
        }
    }
}
