package io.partd.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.arrow.TableSource;
import io.partd.arrow.shuffle.TableShuffle;
import io.partd.expression.Condition;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Row groups that have no row for a condition are not read, and no row is missing. */
class RowGroupPruningTest {

    @TempDir
    static Path directory;

    private static Path file;
    private static WrittenFile written;

    @BeforeAll
    static void write() throws IOException {
        file = directory.resolve("t.parquet");
        written = PrunedTable.write(file, ParquetCompression.ZSTD, 1);
    }

    private static long rows(TableSource source, String condition) throws IOException {
        return TableShuffle.by("id")
                .hash(1)
                .memory(ByteSize.of("64m"))
                .columns("id")
                .where(condition)
                .run(List.of(source), batch -> {})
                .records();
    }

    /** Returns the file as a source that leaves out nothing. */
    private static TableSource whole() throws IOException {
        TableSource source = ParquetSource.of(file);
        return new TableSource() {
            @Override
            public String name() {
                return source.name();
            }

            @Override
            public ArrowReader open(BufferAllocator allocator) throws IOException {
                return source.open(allocator);
            }

            @Override
            public TableSource columns(List<String> names) {
                return this;
            }
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "id < 50000 ; 1",
                "id <= 50000 ; 2",
                "id > 149999 ; 1",
                "id >= 149999 ; 2",
                "id = 60000 ; 1",
                "id != 60000 ; 4",
                "not id < 150000 ; 1",
                "id in (5, 199999) ; 2",
                "id between 60000 and 70000 ; 1",
                "id < 0 ; 0",
                "scattered = 7 ; 4",
                "few = 'city 6' ; 1",
                "few like 'city 0%' ; 1",
                "few like '%0' ; 4",
                "text is null ; 1",
                "text is not null ; 4",
                "nulls = 60000 ; 0",
                "nulls is null and id < 100000 ; 2",
                "nulls is not null and id >= 50000 and id < 100000 ; 0",
                // Groups with NaN, the third one and the second one, have no bounds.
                "number > 99999 ; 4",
                "number < 10 ; 3",
                "number = 60001 ; 2",
                "float < -99990 ; 2",
                "not float >= -99990 ; 2",
                "unsigned > 18446744073709451615 ; 2",
                "decimal < -999.5 ; 1",
                "decimal = 0.01 ; 1",
                "time >= '1970-01-02 03:46:39' ; 1",
                "time < '1969-12-31' and id > 100000 ; 0",
                "bool = true ; 4",
                "id < 10 or id > 199990 ; 2",
            })
    void leavesOutRowGroupsAndDropsNoRow(String condition, int groups) throws IOException {
        ParquetSource source = ParquetSource.of(file);
        long left = source.where(Condition.parse(condition)).rowCount() / PrunedTable.GROUP;
        assertThat(rows(source, condition)).isEqualTo(rows(whole(), condition));
        assertThat(left).isEqualTo(groups);
    }

    @Test
    void doesNotReadWhatItLeavesOut() throws IOException {
        Path damaged = Files.copy(file, directory.resolve("damaged.parquet"));
        try (RandomAccessFile bytes = new RandomAccessFile(damaged.toFile(), "rw")) {
            for (int group : new int[] {0, 2, 3}) {
                for (ColumnChunk chunk : written.group(group).columns) {
                    bytes.seek(chunk.meta_data.data_page_offset);
                    bytes.write(new byte[8]);
                }
            }
        }
        ParquetSource source = ParquetSource.of(damaged);
        assertThat(rows(source, "id >= 50000 and id < 60000")).isEqualTo(10_000);
        assertThatThrownBy(() -> rows(source, "id >= 50000")).isInstanceOf(IOException.class);
    }

    @Test
    void believesNoBoundsWithoutTheirOrder() throws IOException {
        Path unordered = Files.copy(file, directory.resolve("unordered.parquet"));
        FileMetaData footer = written.footer().deepCopy();
        footer.unsetColumn_orders();
        byte[] bytes = Thrift.write(footer);
        ByteBuffer tail = ByteBuffer.allocate(bytes.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        tail.put(bytes).putInt(bytes.length).put("PAR1".getBytes(StandardCharsets.US_ASCII));
        Files.write(unordered, tail.array(), StandardOpenOption.APPEND);
        ParquetSource source = ParquetSource.of(unordered);
        assertThat(source.where(Condition.parse("id < 5")).rowCount()).isEqualTo(PrunedTable.ROWS);
        assertThat(source.where(Condition.parse("nulls is not null and id < 5")).rowCount())
                .isEqualTo(PrunedTable.ROWS - PrunedTable.GROUP);
    }
}
