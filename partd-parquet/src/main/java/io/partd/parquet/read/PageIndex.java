package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.format.Thrift;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageLocation;
import org.jspecify.annotations.Nullable;
import shaded.parquet.org.apache.thrift.TBase;

/**
 * Where the data pages of a column chunk are, and with which row each begins: Parquet's offset index, and with it the
 * bounds of the pages where there is a column index.
 *
 * @see <a href="https://github.com/apache/parquet-format/blob/master/PageIndex.md">Parquet's page index</a>
 */
final class PageIndex {

    /** An index has some 30 bytes a page and two bounds; one of this size is damaged. */
    private static final int LARGEST = 1 << 28;

    private final long[] firstRows;
    private final long[] offsets;
    private final @Nullable ColumnIndex bounds;

    private PageIndex(long[] firstRows, long[] offsets, @Nullable ColumnIndex bounds) {
        this.firstRows = firstRows;
        this.offsets = offsets;
        this.bounds = bounds;
    }

    /**
     * Reads where pages are, without their bounds.
     *
     * @param rows of the row group
     * @return null if the file does not say
     * @throws CorruptDataException if it says what cannot be
     */
    static @Nullable PageIndex offsets(InputFile file, ColumnChunk chunk, long rows) throws IOException {
        return read(file, chunk, rows, null);
    }

    /** Reads where pages are, and their bounds; null if the file does not have both. */
    static @Nullable PageIndex withBounds(InputFile file, ColumnChunk chunk, long rows) throws IOException {
        if (!chunk.isSetColumn_index_offset() || !chunk.isSetColumn_index_length()) {
            return null;
        }
        ColumnIndex bounds = new ColumnIndex();
        read(file, bounds, chunk.column_index_offset, chunk.column_index_length);
        return read(file, chunk, rows, bounds);
    }

    private static @Nullable PageIndex read(InputFile file, ColumnChunk chunk, long rows, @Nullable ColumnIndex bounds)
            throws IOException {
        if (!chunk.isSetOffset_index_offset() || !chunk.isSetOffset_index_length()) {
            return null;
        }
        OffsetIndex index = new OffsetIndex();
        read(file, index, chunk.offset_index_offset, chunk.offset_index_length);
        List<PageLocation> pages = index.page_locations;
        if (bounds != null
                && (bounds.null_pages.size() != pages.size()
                        || bounds.min_values.size() != pages.size()
                        || bounds.max_values.size() != pages.size()
                        || (bounds.isSetNull_counts() && bounds.null_counts.size() != pages.size()))) {
            throw new CorruptDataException("a page index with bounds of " + bounds.null_pages.size() + " pages, where "
                    + pages.size() + " are");
        }
        if (pages.isEmpty() && rows > 0) {
            throw new CorruptDataException("a page index without a page, of " + rows + " rows");
        }
        long at = 0;
        long end = file.size();
        long row = -1;
        long[] firstRows = new long[pages.size()];
        long[] offsets = new long[pages.size()];
        for (int i = 0; i < offsets.length; i++) {
            PageLocation page = pages.get(i);
            boolean isNext = page.offset >= at
                    && page.compressed_page_size >= 0
                    && page.offset <= end - page.compressed_page_size;
            if (!isNext
                    || page.first_row_index < row
                    || page.first_row_index > rows
                    || (i == 0 && page.first_row_index != 0)) {
                throw new CorruptDataException("a page index with page " + i + " at " + page.offset + ", of "
                        + page.compressed_page_size + " bytes, from row " + page.first_row_index + " of " + rows
                        + " on, after " + row + ", in the bytes from " + at + " to " + end);
            }
            firstRows[i] = page.first_row_index;
            offsets[i] = page.offset;
            at = page.offset + page.compressed_page_size;
            row = page.first_row_index;
        }
        return new PageIndex(firstRows, offsets, bounds);
    }

    private static void read(InputFile file, TBase<?, ?> structure, long offset, int length) throws IOException {
        if (offset < 0 || length < 0 || length > LARGEST || offset > file.size() - length) {
            throw new CorruptDataException(
                    "a page index of " + length + " bytes at " + offset + " in a file of " + file.size() + " bytes");
        }
        byte[] bytes = new byte[length];
        file.read(offset, bytes, 0, length);
        if (Thrift.read(structure, bytes, 0, length).isEmpty()) {
            throw new CorruptDataException("a page index that goes on after its " + length + " bytes");
        }
    }

    /** Returns with which row each page begins. */
    LongStream firstRows() {
        return Arrays.stream(firstRows);
    }

    /** Returns the page that a row is in: the last one that begins with it or before it, since pages may be empty. */
    int page(long row) {
        int low = 0;
        int high = firstRows.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstRows[middle] <= row) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Returns the first row of a page. */
    long firstRow(int page) {
        return firstRows[page];
    }

    /** Returns where a page begins in the file. */
    long offset(int page) {
        return offsets[page];
    }

    /** Returns what is known of the values of a page. */
    ColumnBounds bounds(LeafNode column, int page, boolean hasOrder) {
        return bounds == null ? ColumnBounds.unknown(column) : ColumnBounds.of(column, bounds, page, hasOrder);
    }
}
