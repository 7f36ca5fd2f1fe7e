package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.RleBitPackedEncoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageEncodingStats;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;
import org.jspecify.annotations.Nullable;

/** A column of a row group until that ends: finished pages, in memory or spilled, and the page that grows. */
final class ChunkBuilder {

    /** The approximate memory of an empty chunk, in bytes. */
    static final int EMPTY = 768;

    private final LeafWriter column;
    private final ColumnValues values;
    private final ByteBuilder repetitions = new ByteBuilder();

    /** Those of the page, or none if all its rows have a value. */
    private final ByteBuilder definitions = new ByteBuilder();

    /** How many pages have values in an encoding. */
    private final Map<Encoding, Integer> dataPages = new EnumMap<>(Encoding.class);

    private final SpillableBytes pages = new SpillableBytes();

    /** Whether order is checked, and all nulls so far came before all values, or after them. */
    private boolean nullsInOrder;

    private int inPage;
    private int nullsInPage;
    private int rowsInPage;
    private long pageSize;
    private long count;
    private long nulls;

    /** Null before a page has ended. */
    private @Nullable PageIndexBuilder index;

    private final @Nullable BloomFilterBuilder bloomFilter;

    private long packedSize;
    private long unpackedSize;

    ChunkBuilder(LeafWriter column) {
        this.column = column;
        this.values = column.reader().values().get();
        this.bloomFilter = column.settings().bloomFilter()
                ? new BloomFilterBuilder(column.leaf().element())
                : null;
        ColumnSettings.Sorting sorting = column.settings().sorting();
        if (sorting != null) {
            values.checkSorted(sorting.descending());
            nullsInOrder = true;
        }
    }

    ColumnValues values() {
        return values;
    }

    /** Returns how many values the page has, nulls and empty lists included. */
    int inPage() {
        return inPage;
    }

    /** Returns how many values, nulls included, may be added at once to a page that has so many at most. */
    int room(int most) {
        return Math.min(most - inPage, values.untilLook());
    }

    /** Returns how many bytes the page's values would have in the plain layout. */
    long pageSize() {
        return pageSize;
    }

    /**
     * Adds the levels of rows whose values the caller adds next.
     *
     * @param levels for each whether it has a value; null if all have
     * @param there how many have a value
     * @param size their bytes in the plain layout
     */
    void addRows(int rows, byte @Nullable [] levels, int there, long size) throws IOException {
        if (column.leaf().definition() > 0 && (there < rows || definitions.size() > 0)) {
            if (definitions.size() == 0) {
                addDefined(inPage);
            }
            if (levels == null) {
                addDefined(rows);
            } else {
                definitions.put(levels, 0, rows);
            }
        }
        rowsInPage += rows;
        added(rows, there, size);
    }

    private void addDefined(int rows) throws IOException {
        int at = definitions.grow(rows);
        Arrays.fill(definitions.bytes(), at, at + rows, (byte) 1);
    }

    /** Adds the levels of a column within others, whose values the caller adds next. */
    void addLevels(LeafLevels levels, int from, int length, int there, long size) throws IOException {
        if (column.leaf().repetition() > 0) {
            repetitions.put(levels.repetitions(), from, length);
        }
        for (int i = from; i < from + length; i++) {
            rowsInPage += levels.repetitions()[i] == 0 ? 1 : 0;
        }
        if (column.leaf().definition() > 0) {
            definitions.put(levels.definitions(), from, length);
        }
        added(length, there, size);
    }

    private void added(int slots, int there, long size) {
        inPage += slots;
        nullsInPage += slots - there;
        pageSize += size;
    }

    /** Returns about how many bytes the chunk would have if it ended here; the page that grows is not compressed. */
    long size() {
        return packedSize + values.size();
    }

    /** Returns how many bytes of memory are taken besides {@link #EMPTY}, pages left aside. */
    long openMemory() {
        return values.memory() + repetitions.memory() + definitions.memory() + (index == null ? 0 : index.memory());
    }

    /** Returns how many bytes of memory the finished pages take, and the hashes of their values. */
    long pageMemory() {
        return pages.memory() + (bloomFilter == null ? 0 : bloomFilter.memory());
    }

    /** Moves the finished pages, and the hashes of their values, to a file. */
    void spill(SpillFile file) throws IOException {
        pages.spill(file);
        if (bloomFilter != null) {
            bloomFilter.spill(file);
        }
    }

    void endPage(Workspace workspace) throws IOException {
        PagePacker packer = workspace.packer(column.settings().compression());
        ByteBuilder body = packer.body();
        PageHeader header;
        ColumnValues.EncodedPage encoded;
        int valuesAt = 0;
        if (column.settings().pageVersion() == 2) {
            ByteBuilder levels = packer.levels();
            int repetitionBytes = writeLevels(levels, RleBitPackedEncoder::writeLevels);
            encoded = values.endPage(body, workspace);
            header = new PageHeader(PageType.DATA_PAGE_V2, 0, 0);
            header.setData_page_header_v2(new DataPageHeaderV2(
                    inPage,
                    nullsInPage,
                    rowsInPage,
                    encoded.encoding(),
                    levels.size() - repetitionBytes,
                    repetitionBytes));
        } else {
            writeLevels(body, RleBitPackedEncoder::writeLevelsWithLength);
            valuesAt = body.size();
            encoded = values.endPage(body, workspace);
            header = new PageHeader(PageType.DATA_PAGE, 0, 0);
            header.setData_page_header(new DataPageHeader(inPage, encoded.encoding(), Encoding.RLE, Encoding.RLE));
        }
        dataPages.merge(encoded.encoding(), 1, Integer::sum);
        if (bloomFilter != null && encoded.encoding() == Encoding.PLAIN) {
            bloomFilter.add(body.bytes(), valuesAt, body.size(), inPage - nullsInPage);
        }
        byte[] page = pack(packer, header);
        pages.add(page);
        if (index == null) {
            index = new PageIndexBuilder();
        }
        index.add(page.length, rowsInPage, inPage, nullsInPage, encoded.minMax(), values::compare);
        checkNulls();
        count += inPage;
        nulls += nullsInPage;
        inPage = 0;
        nullsInPage = 0;
        rowsInPage = 0;
        pageSize = 0;
        repetitions.clear();
        definitions.clear();
    }

    /** Looks whether all nulls come first, or all come last, as the order demands. */
    private void checkNulls() {
        ColumnSettings.Sorting sorting = column.settings().sorting();
        if (sorting == null || !nullsInOrder || (nulls == 0 && nullsInPage == 0)) {
            return;
        }
        int defined = column.leaf().definition();
        boolean before = sorting.nullsFirst();
        // What has to come first, nulls or values, is over once the other has begun.
        boolean over = before ? count > nulls : nulls > 0;
        for (int i = 0; i < inPage; i++) {
            boolean isNull = definitions.bytes()[i] < defined;
            if (isNull != before) {
                over = true;
            } else if (over) {
                nullsInOrder = false;
            }
        }
    }

    /** Tells whether the chunk that has ended is known to be sorted as it was to be looked at. */
    boolean isSorted() {
        return nullsInOrder && values.isSorted();
    }

    /** How levels are written in a version of pages. */
    private interface LevelEncoding {

        void write(byte[] levels, int count, int width, ByteBuilder out) throws IOException;
    }

    /** Writes the levels of the page; returns how many bytes those of repetition take. */
    private int writeLevels(ByteBuilder out, LevelEncoding encoding) throws IOException {
        int before = out.size();
        writeLevels(out, encoding, repetitions, column.leaf().repetition());
        int repetitionBytes = out.size() - before;
        if (column.leaf().definition() > 0 && definitions.size() == 0) {
            addDefined(inPage);
        }
        writeLevels(out, encoding, definitions, column.leaf().definition());
        return repetitionBytes;
    }

    private void writeLevels(ByteBuilder out, LevelEncoding encoding, ByteBuilder levels, int largest)
            throws IOException {
        if (largest > 0) {
            encoding.write(levels.bytes(), inPage, Integer.SIZE - Integer.numberOfLeadingZeros(largest), out);
        }
    }

    private byte[] pack(PagePacker packer, PageHeader header) throws IOException {
        byte[] page = packer.pack(header);
        packedSize += page.length;
        unpackedSize += page.length - header.compressed_page_size + header.uncompressed_page_size;
        return page;
    }

    /** Ends the chunk: writes the pages, and returns what the footer is to say of them. */
    ColumnChunk end(Output output, @Nullable SpillFile file, Workspace workspace) throws IOException {
        if (inPage > 0) {
            endPage(workspace);
        }
        PagePacker packer = workspace.packer(column.settings().compression());
        ByteBuilder dictionary = packer.body();
        int entries = values.writeDictionary(dictionary);
        long dictionaryAt = output.position();
        if (entries > 0) {
            PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
            header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
            if (bloomFilter != null) {
                bloomFilter.add(dictionary.bytes(), 0, dictionary.size(), entries);
            }
            output.write(pack(packer, header));
        }
        long dataAt = output.position();
        pages.read(file, output::write);
        ColumnMetaData metadata = new ColumnMetaData(
                column.leaf().element().type,
                encodings(entries > 0),
                column.leaf().path(),
                column.settings().compression().codec(),
                count,
                unpackedSize,
                packedSize,
                dataAt);
        if (entries > 0) {
            metadata.setDictionary_page_offset(dictionaryAt);
        }
        metadata.setEncoding_stats(encodingStats(entries > 0));
        Statistics statistics = new Statistics();
        statistics.setNull_count(nulls);
        index().minMax().describe(statistics);
        metadata.setStatistics(statistics);
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(metadata);
        return chunk;
    }

    /** Levels are RLE, and a dictionary is PLAIN. */
    private List<Encoding> encodings(boolean dictionary) {
        Set<Encoding> all = EnumSet.of(Encoding.RLE);
        all.addAll(dataPages.keySet());
        if (dictionary) {
            all.add(Encoding.PLAIN);
        }
        return List.copyOf(all);
    }

    /** Tells readers whether the dictionary has all values. */
    private List<PageEncodingStats> encodingStats(boolean dictionary) {
        PageType data = column.settings().pageVersion() == 2 ? PageType.DATA_PAGE_V2 : PageType.DATA_PAGE;
        List<PageEncodingStats> stats = new ArrayList<>();
        if (dictionary) {
            stats.add(new PageEncodingStats(PageType.DICTIONARY_PAGE, Encoding.PLAIN, 1));
        }
        dataPages.forEach((encoding, count) -> stats.add(new PageEncodingStats(data, encoding, count)));
        return stats;
    }

    /** Returns the Bloom filter of the chunk that has ended; null if there is to be none. */
    byte @Nullable [] bloomFilter(@Nullable SpillFile file) throws IOException {
        return bloomFilter == null ? null : bloomFilter.filter(file);
    }

    private PageIndexBuilder index() {
        return Objects.requireNonNull(index, "a column chunk has a page");
    }

    /** Returns the column index of the chunk that has ended; null if there is none. */
    @Nullable
    ColumnIndex columnIndex() {
        return index().columnIndex(values::compare);
    }

    /** Returns the offset index of the chunk that has ended, whose first page of data is at a place in the file. */
    OffsetIndex offsetIndex(long dataAt) {
        return index().offsetIndex(dataAt);
    }
}
