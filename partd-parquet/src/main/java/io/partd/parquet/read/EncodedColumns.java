package io.partd.parquet.read;

import io.partd.parquet.format.InputFile;
import io.partd.parquet.format.Thrift;
import io.partd.parquet.schema.LeafNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;

/** Finds the columns of a file that can be read as indices in dictionaries, by what the footer says of them. */
public final class EncodedColumns {

    private static final Set<Encoding> DICTIONARIES = EnumSet.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

    /** Those in which no value takes less space than it has bytes. */
    private static final Set<Encoding> WHOLE = EnumSet.of(
            Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

    /** Encodings of levels, besides those of values. */
    private static final Set<Encoding> LEVELS = EnumSet.of(Encoding.RLE, Encoding.BIT_PACKED);

    /** Where it is more, there are many values, or plain ones among them: then indices gain nothing. */
    private static final long MOST_PER_VALUE = 2;

    /** The same for values of eight bytes. */
    private static final long MOST_PER_LONG = 3;

    /** The most bytes of the header of a dictionary page: it has no statistics. */
    private static final int HEADER = 256;

    private final FileDescription file;

    /** Of a file. */
    public EncodedColumns(FileDescription file) {
        this.file = file;
    }

    /** Returns the names of the columns among some, with how many bytes their different values have at most. */
    public Map<String, Long> bytes(List<Integer> among) throws IOException {
        Map<String, Long> found = new LinkedHashMap<>();
        List<Integer> encodable = encodable(among);
        if (encodable.isEmpty()) {
            return found;
        }
        try (InputFile input = InputFile.open(file.path())) {
            for (int number : encodable) {
                long bytes = 0;
                for (ColumnMetaData chunk : chunks(number)) {
                    bytes += hasDictionaryOnly(chunk) ? dictionaryBytes(chunk, input) : chunk.total_uncompressed_size;
                }
                found.put(name(number), bytes);
            }
        }
        return found;
    }

    private List<Integer> encodable(List<Integer> among) {
        return among.stream().filter(this::canUseDictionary).toList();
    }

    private String name(int number) {
        return file.columns().get(number).field().getName();
    }

    private boolean canUseDictionary(int number) {
        if (!(file.columns().get(number) instanceof LeafNode leaf) || leaf.repetition() > 0) {
            return false;
        }
        long most = switch (leaf.field().getType().getTypeID()) {
            case Utf8, LargeUtf8, Binary, LargeBinary -> MOST_PER_VALUE;
            case Null, Bool -> 0;
            default ->
                switch (leaf.element().type) {
                    case INT32, FLOAT -> MOST_PER_VALUE;
                    case INT64, DOUBLE -> MOST_PER_LONG;
                    default -> 0;
                };
        };
        long bytes = 0;
        long values = 0;
        boolean anyDictionary = false;
        for (ColumnMetaData chunk : chunks(number)) {
            if (chunk.total_uncompressed_size < 0 || !WHOLE.containsAll(chunk.encodings)) {
                return false;
            }
            bytes += chunk.total_uncompressed_size;
            values += chunk.num_values;
            anyDictionary |= chunk.encodings.stream().anyMatch(DICTIONARIES::contains);
        }
        return anyDictionary && bytes <= most * values;
    }

    private List<ColumnMetaData> chunks(int number) {
        List<ColumnMetaData> chunks = new ArrayList<>();
        for (RowGroup group : file.metadata().row_groups) {
            for (ColumnChunk chunk : file.chunks(group, List.of(number))) {
                chunks.add(
                        chunk.meta_data == null
                                ? new ColumnMetaData().setTotal_uncompressed_size(-1)
                                : chunk.meta_data);
            }
        }
        return chunks;
    }

    /** Tells whether all values of a chunk are in its dictionary, as far as its description tells. */
    private static boolean hasDictionaryOnly(ColumnMetaData chunk) {
        if (!chunk.isSetDictionary_page_offset() || chunk.dictionary_page_offset <= 0) {
            return false;
        }
        if (chunk.isSetEncoding_stats()) {
            return chunk.encoding_stats.stream()
                    .allMatch(stats ->
                            stats.page_type == PageType.DICTIONARY_PAGE || DICTIONARIES.contains(stats.encoding));
        }
        return chunk.encodings.stream().allMatch(e -> DICTIONARIES.contains(e) || LEVELS.contains(e));
    }

    /** Returns the bytes of a chunk's dictionary; what the chunk has at most if its header is not what is expected. */
    private static long dictionaryBytes(ColumnMetaData chunk, InputFile input) throws IOException {
        long position = chunk.dictionary_page_offset;
        int length = (int) Math.min(HEADER, input.size() - position);
        if (length <= 0) {
            return chunk.total_uncompressed_size;
        }
        byte[] bytes = new byte[length];
        input.read(position, bytes, 0, length);
        PageHeader header = new PageHeader();
        boolean whole = Thrift.read(header, bytes, 0, length).isPresent();
        return whole && header.type == PageType.DICTIONARY_PAGE && header.uncompressed_page_size >= 0
                ? header.uncompressed_page_size
                : chunk.total_uncompressed_size;
    }

    /**
     * Returns the numbers of columns among some.
     *
     * @throws IllegalArgumentException if one cannot be encoded
     */
    public Set<Integer> numbers(List<Integer> among, Collection<String> names) {
        List<Integer> encodable = encodable(among);
        List<String> known = encodable.stream().map(this::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the column '" + name + "' of " + file.path()
                        + " cannot be read with a dictionary; possible are " + known);
            }
        }
        return encodable.stream()
                .filter(number -> names.contains(name(number)))
                .collect(Collectors.toUnmodifiableSet());
    }
}
