package io.partd.parquet.write;

import io.partd.parquet.encoding.ByteBuilder;
import io.partd.parquet.encoding.HybridEncoder;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.arrow.vector.FieldVector;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Statistics;

/** Writes one column: gathers its values in pages, and those until the row group ends. */
final class ColumnWriter implements NodeWriter {

    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_VALUES = 1 << 15;

    /** What a page and its dictionary may always take. */
    private static final int LEAST_MEMORY = 1 << 13;

    private final LeafNode leaf;
    private final ValueFeed feed;
    private final CompressionCodec codec;
    private final PagePacker packer;
    private final ByteBuilder repetitions = new ByteBuilder();
    private final ByteBuilder definitions = new ByteBuilder();
    private final List<byte[]> pages = new ArrayList<>();
    private final Set<Encoding> encodings = EnumSet.noneOf(Encoding.class);
    private long mostMemory = Long.MAX_VALUE;
    private int inPage;
    private long count;
    private long nulls;
    private long packedSize;
    private long unpackedSize;

    ColumnWriter(LeafNode leaf, ValueFeed feed, CompressionCodec codec, PagePacker packer) {
        this.leaf = leaf;
        this.feed = feed;
        this.codec = codec;
        this.packer = packer;
    }

    @Override
    public void write(FieldVector vector, Slots slots) throws IOException {
        int there = takeLevels(vector, slots);
        feed.feed(vector, slots.indices(), 0, there);
        added(slots.count(), there);
    }

    /** Writes byte strings, given as their indices in a dictionary. The slots are the callee's then. */
    void write(FieldVector vector, Entries entries, Slots slots) throws IOException {
        int there = takeLevels(vector, slots);
        ((BytesFeed) feed).feed(vector, entries, slots.indices(), there);
        added(slots.count(), there);
    }

    /** Takes the levels of slots, and brings the indices of those that have a value together; returns their number. */
    private int takeLevels(FieldVector vector, Slots slots) throws IOException {
        Nulls.apply(leaf, vector, slots);
        if (leaf.repetition() > 0) {
            repetitions.put(slots.repetitions(), 0, slots.count());
        }
        if (leaf.definition() > 0) {
            definitions.put(slots.definitions(), 0, slots.count());
        }
        if (slots.isWhole()) {
            return slots.count();
        }
        int[] indices = slots.indices();
        int there = 0;
        for (int i = 0; i < slots.count(); i++) {
            int index = indices[i];
            indices[there] = index;
            there += index >= 0 ? 1 : 0;
        }
        return there;
    }

    private void added(int slots, int there) throws IOException {
        inPage += slots;
        nulls += slots - there;
        if (inPage >= PAGE_VALUES || feed.values().pageSize() >= PAGE_BYTES) {
            endPage();
        } else if (feed.values().memory() > mostMemory) {
            endPage();
            if (feed.values().memory() > mostMemory / 2) {
                feed.values().fallBackToPlain(); // the dictionary is what is large
            }
        }
    }

    /** Bounds what the page and the dictionary take, so that the pages of a wide table fill its row groups. */
    void limitMemory(long bytes) {
        mostMemory = Math.max(LEAST_MEMORY, bytes);
    }

    /** Returns how many bytes of memory are used. */
    long memory() {
        return packedSize + feed.values().memory() + repetitions.size() + definitions.size();
    }

    private void endPage() throws IOException {
        ByteBuilder body = packer.body();
        if (leaf.repetition() > 0) {
            HybridEncoder.writeLevels(repetitions.bytes(), inPage, widthOf(leaf.repetition()), body);
        }
        if (leaf.definition() > 0) {
            HybridEncoder.writeLevels(definitions.bytes(), inPage, widthOf(leaf.definition()), body);
        }
        Encoding encoding = feed.values().endPage(body);
        encodings.add(encoding);
        encodings.add(Encoding.RLE);
        PageHeader header = new PageHeader(PageType.DATA_PAGE, 0, 0);
        header.setData_page_header(new DataPageHeader(inPage, encoding, Encoding.RLE, Encoding.RLE));
        add(pages.size(), header);
        count += inPage;
        inPage = 0;
        repetitions.clear();
        definitions.clear();
    }

    private void add(int at, PageHeader header) throws IOException {
        byte[] page = packer.pack(header);
        pages.add(at, page);
        packedSize += page.length;
        unpackedSize += page.length - header.compressed_page_size + header.uncompressed_page_size;
    }

    /** Ends the row group: writes the pages, and returns what the footer is to say of them. */
    ColumnChunk end(Output output) throws IOException {
        if (inPage > 0) {
            endPage();
        }
        ByteBuilder body = packer.body();
        int entries = feed.values().writeDictionary(body);
        long dictionaryAt = output.position();
        if (entries > 0) {
            PageHeader header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
            header.setDictionary_page_header(new DictionaryPageHeader(entries, Encoding.PLAIN));
            encodings.add(Encoding.PLAIN);
            add(0, header);
        }
        ColumnMetaData metadata = new ColumnMetaData(
                leaf.element().type,
                List.copyOf(encodings),
                leaf.path(),
                codec,
                count,
                unpackedSize,
                packedSize,
                dictionaryAt + (entries > 0 ? pages.get(0).length : 0));
        if (entries > 0) {
            metadata.setDictionary_page_offset(dictionaryAt);
        }
        Statistics statistics = new Statistics();
        statistics.setNull_count(nulls);
        feed.values().describe(statistics);
        metadata.setStatistics(statistics);
        for (byte[] page : pages) {
            output.write(page);
        }
        clear();
        ColumnChunk chunk = new ColumnChunk(0);
        chunk.setMeta_data(metadata);
        return chunk;
    }

    private void clear() {
        feed.values().clear();
        pages.clear();
        encodings.clear();
        count = 0;
        nulls = 0;
        packedSize = 0;
        unpackedSize = 0;
    }

    private static int widthOf(int level) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(level);
    }
}
