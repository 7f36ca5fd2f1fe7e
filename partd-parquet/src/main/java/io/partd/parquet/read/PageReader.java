package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.compression.PageCodec;
import io.partd.parquet.encoding.BitPackedLevels;
import io.partd.parquet.encoding.LittleEndian;
import io.partd.parquet.encoding.RleBitPackedDecoder;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.format.Thrift;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.zip.CRC32;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of one column in one row group, in the order of the file. A page is gone when the next one is read.
 */
final class PageReader {

    private static final int FIRST_TRY = 1 << 12;
    private static final int LARGEST_HEADER = 1 << 24;
    private static final int LARGEST_PAGE = 1 << 30;

    private final InputFile file;
    private final Workspace workspace;
    private final LeafNode column;
    private final PageCodec codec;
    private final ValueDecoders decoders;
    private final long values;
    private final long end;
    private long position;
    private long seen;
    private int ahead;
    private int levelsEnd;
    private boolean first = true;
    private boolean skips;
    private byte[] data;

    /** Begins with a column in a row group; {@code data} is an array to use again. */
    PageReader(
            InputFile file,
            Workspace workspace,
            LeafNode column,
            ColumnMetaData metadata,
            ValueDecoders decoders,
            byte[] data)
            throws IOException {
        this.file = file;
        this.workspace = workspace;
        this.column = column;
        this.decoders = decoders;
        this.data = data;
        codec = workspace.codec(metadata.codec);
        values = metadata.num_values;
        position = metadata.data_page_offset;
        if (metadata.isSetDictionary_page_offset() && metadata.dictionary_page_offset > 0) {
            position = Math.min(position, metadata.dictionary_page_offset);
        }
        end = position + metadata.total_compressed_size;
        if (metadata.total_compressed_size < 0 || position < 0 || end < position || end > file.size()) {
            throw new CorruptDataException(metadata.total_compressed_size + " bytes at " + position + " in a file of "
                    + file.size() + " bytes");
        }
    }

    /** Returns the array that is used for pages, so that the next row group's can use it. */
    byte[] array() {
        return data;
    }

    /** Returns the next page that has values, or null if there is none. */
    @Nullable
    Page next() throws IOException {
        while (skips ? position < end : seen < values) {
            if (position >= end) {
                throw new CorruptDataException("only " + seen + " values of " + values);
            }
            PageHeader header = new PageHeader();
            Page page = readPage(header, readHeader(header));
            if (page != null && page.count() > 0) {
                seen += page.count();
                if (seen > values) {
                    throw new CorruptDataException("more than the " + values + " values that it claims");
                }
                return page;
            }
        }
        return null;
    }

    /** Goes to a page that is after those that were read. Then it is not known how many values are left. */
    void seek(long offset) throws IOException {
        if (offset < position || offset >= end) {
            throw new CorruptDataException(
                    "a page at " + offset + " by the page index, in the bytes from " + position + " to " + end);
        }
        if (first) {
            PageHeader header = new PageHeader();
            int size = readHeader(header);
            if (header.type == PageType.DICTIONARY_PAGE) {
                readPage(header, size);
            }
            first = false;
        }
        position = offset;
        skips = true;
    }

    /** Reads a header, and returns its size. It is in the workspace then, and {@link #ahead} bytes with it. */
    private int readHeader(PageHeader header) throws IOException {
        long left = end - position;
        ahead = 0;
        for (long window = FIRST_TRY; ; window *= 4) {
            int size = (int) Math.min(Math.min(window, left), LARGEST_HEADER);
            byte[] bytes = workspace.bytes(size);
            file.read(position + ahead, bytes, ahead, size - ahead);
            ahead = size;
            OptionalInt headerEnd = Thrift.read(header, bytes, 0, size);
            if (headerEnd.isPresent()) {
                int length = headerEnd.getAsInt();
                if (header.compressed_page_size < 0 || header.compressed_page_size > left - length) {
                    throw new CorruptDataException("a page of " + header.compressed_page_size + " bytes where "
                            + (left - length) + " are left");
                }
                return length;
            }
            if (size == left || size == LARGEST_HEADER) {
                throw new CorruptDataException("malformed PageHeader: it goes on after the column's end");
            }
            header.clear();
        }
    }

    private @Nullable Page readPage(PageHeader header, int headerSize) throws IOException {
        int compressed = header.compressed_page_size;
        byte[] bytes = workspace.bytes(Math.addExact(headerSize + LittleEndian.SLACK, compressed));
        int missing = headerSize + compressed - ahead;
        if (missing > 0) {
            file.read(position + ahead, bytes, ahead, missing);
        }
        workspace.count(headerSize + compressed);
        position += headerSize + compressed;
        if (header.isSetCrc()) {
            checkSum(bytes, headerSize, compressed, header.crc);
        }
        boolean wasFirst = first;
        first = false;
        return switch (header.type) {
            case DATA_PAGE -> dataPage(header, bytes, headerSize);
            case DATA_PAGE_V2 -> dataPageV2(header, bytes, headerSize);
            case DICTIONARY_PAGE -> {
                if (!wasFirst) {
                    throw new CorruptDataException("a dictionary after other pages");
                }
                readDictionary(header, bytes, headerSize);
                yield null;
            }
            case INDEX_PAGE -> null;
        };
    }

    private static void checkSum(byte[] bytes, int from, int length, int expected) throws CorruptDataException {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, length);
        if ((int) crc.getValue() != expected) {
            throw new CorruptDataException(String.format(
                    "a page has the checksum %08x instead of the %08x that it claims", (int) crc.getValue(), expected));
        }
    }

    private void readDictionary(PageHeader header, byte[] bytes, int from) throws IOException {
        DictionaryPageHeader dictionary = header.dictionary_page_header;
        if (dictionary == null) {
            throw new CorruptDataException("a dictionary without its header");
        }
        if (dictionary.encoding != Encoding.PLAIN && dictionary.encoding != Encoding.PLAIN_DICTIONARY) {
            throw new CorruptDataException("a dictionary encoded as " + dictionary.encoding);
        }
        int size = header.uncompressed_page_size;
        byte[] entries = new byte[checkSize(size, bytes, from, header.compressed_page_size) + LittleEndian.SLACK];
        decompress(bytes, from, header.compressed_page_size, entries, size);
        decoders.dictionary(entries, size, dictionary.num_values);
    }

    private Page dataPage(PageHeader header, byte[] bytes, int from) throws IOException {
        DataPageHeader page = header.data_page_header;
        if (page == null || page.num_values < 0) {
            throw new CorruptDataException("a page without its header, or with a negative number of values");
        }
        int size = header.uncompressed_page_size;
        makeRoom(checkSize(size, bytes, from, header.compressed_page_size));
        decompress(bytes, from, header.compressed_page_size, data, size);
        levelsEnd = 0;
        RleBitPackedDecoder repetitions =
                levels(page.repetition_level_encoding, column.repetition(), size, page.num_values);
        RleBitPackedDecoder definitions =
                levels(page.definition_level_encoding, column.definition(), size, page.num_values);
        return new Page(page.num_values, repetitions, definitions, page.encoding, data, levelsEnd, size);
    }

    /** Begins to read levels at {@link #levelsEnd}, which is after them then; null if all of them are 0. */
    private @Nullable RleBitPackedDecoder levels(Encoding encoding, int largest, int end, int count)
            throws CorruptDataException {
        if (largest == 0) {
            return null;
        }
        int at = levelsEnd;
        int width = widthOf(largest);
        switch (encoding) {
            case RLE -> {
                levelsEnd = LittleEndian.endOf(data, at, end);
                return RleBitPackedDecoder.withLength(data, at, end, width);
            }
            case BIT_PACKED -> {
                levelsEnd = at + BitPackedLevels.size(count, width);
                return BitPackedLevels.read(data, at, end, count, width);
            }
            default -> throw new CorruptDataException("levels encoded as " + encoding);
        }
    }

    private Page dataPageV2(PageHeader header, byte[] bytes, int from) throws IOException {
        DataPageHeaderV2 page = header.data_page_header_v2;
        if (page == null || page.num_values < 0) {
            throw new CorruptDataException("a page without its header, or with a negative number of values");
        }
        long levels = (long) page.repetition_levels_byte_length + page.definition_levels_byte_length;
        if (page.repetition_levels_byte_length < 0
                || page.definition_levels_byte_length < 0
                || levels > header.compressed_page_size
                || levels > header.uncompressed_page_size) {
            throw new CorruptDataException(
                    "a page of " + header.compressed_page_size + " bytes, of which " + levels + " are levels");
        }
        int levelSize = (int) levels;
        int packed = header.compressed_page_size - levelSize;
        int size = header.uncompressed_page_size - levelSize;
        boolean isCompressed = !page.isSetIs_compressed() || page.is_compressed;
        if (isCompressed) {
            makeRoom(checkSize(size, bytes, from + levelSize, packed) + LittleEndian.SLACK + levelSize);
            decompress(bytes, from + levelSize, packed, data, size);
        } else {
            if (packed != size) {
                throw PageCodec.otherSize(packed, size);
            }
            makeRoom(size + LittleEndian.SLACK + levelSize);
            System.arraycopy(bytes, from + levelSize, data, 0, size);
        }
        // The levels, which are never compressed, come after the values.
        int repetitionsAt = size + LittleEndian.SLACK;
        System.arraycopy(bytes, from, data, repetitionsAt, levelSize);
        int definitionsAt = repetitionsAt + page.repetition_levels_byte_length;
        RleBitPackedDecoder repetitions = column.repetition() == 0
                ? null
                : new RleBitPackedDecoder(data, repetitionsAt, definitionsAt, widthOf(column.repetition()));
        RleBitPackedDecoder definitions = column.definition() == 0
                ? null
                : new RleBitPackedDecoder(
                        data,
                        definitionsAt,
                        definitionsAt + page.definition_levels_byte_length,
                        widthOf(column.definition()));
        return new Page(page.num_values, repetitions, definitions, page.encoding, data, 0, size);
    }

    /** Of nothing, writers leave no bytes, or what the codec makes of none: either will do. */
    private void decompress(byte[] bytes, int from, int compressed, byte[] out, int size) throws IOException {
        if (size > 0) {
            codec.decompress(bytes, from, compressed, out, size);
        }
    }

    /** Looks whether so many bytes can have been compressed to what is there; returns their number. */
    private int checkSize(int size, byte[] bytes, int from, int compressed) throws CorruptDataException {
        long most = size == 0 ? 0 : codec.atMost(bytes, from, compressed);
        if (size < 0 || size > most || size > LARGEST_PAGE) {
            throw new CorruptDataException("a page of " + size + " bytes, compressed to " + compressed + "; at most "
                    + Math.min(most, LARGEST_PAGE) + " are possible");
        }
        return size;
    }

    private void makeRoom(int size) {
        int needed = Math.addExact(size, LittleEndian.SLACK);
        if (data.length < needed) {
            data = new byte[needed];
        }
    }

    private static int widthOf(int level) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(level);
    }
}
