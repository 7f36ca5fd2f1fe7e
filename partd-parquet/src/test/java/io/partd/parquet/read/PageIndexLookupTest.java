package io.partd.parquet.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.CorruptDataException;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.format.Thrift;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A row is in the last page that begins before it, also where pages without rows begin with the same one. */
class PageIndexLookupTest {

    @TempDir
    Path directory;

    private PageIndex index(long rows, long... firstRows) throws IOException {
        List<PageLocation> pages = new ArrayList<>();
        for (long first : firstRows) {
            pages.add(new PageLocation(pages.size(), 1, first));
        }
        byte[] bytes = Thrift.write(new OffsetIndex(pages));
        Path path = Files.write(directory.resolve("index"), bytes);
        ColumnChunk chunk = new ColumnChunk();
        chunk.setOffset_index_offset(0);
        chunk.setOffset_index_length(bytes.length);
        try (InputFile file = InputFile.open(path)) {
            return Objects.requireNonNull(PageIndex.offsets(file, chunk, rows));
        }
    }

    @Test
    void findsThePageOfEachRow() throws IOException {
        for (long[] firstRows :
                new long[][] {{0}, {0, 0, 0}, {0, 5, 5, 5}, {0, 5, 5, 5, 6}, {0, 1, 2, 3, 4, 5, 6, 7}, {0, 0, 3, 8, 8}
                }) {
            PageIndex index = index(10, firstRows);
            for (long row = 0; row < 10; row++) {
                int expected = 0;
                for (int page = 0; page < firstRows.length; page++) {
                    expected = firstRows[page] <= row ? page : expected;
                }
                assertThat(index.page(row)).as("row %d of %s", row, firstRows).isEqualTo(expected);
            }
        }
    }

    @Test
    void rowsNeedAPage() throws IOException {
        assertThatThrownBy(() -> index(10))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("a page index without a page, of 10 rows");
    }
}
