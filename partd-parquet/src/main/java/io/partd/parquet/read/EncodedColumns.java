package io.partd.parquet.read;

import io.partd.parquet.schema.LeafNode;
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
import org.apache.parquet.format.RowGroup;

/** Finds the columns of a file that can be read as indices in dictionaries, by what the footer says of them. */
public final class EncodedColumns {

    private static final Set<Encoding> DICTIONARIES = EnumSet.of(Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

    /** Those in which no value takes less space than it has bytes. */
    private static final Set<Encoding> WHOLE = EnumSet.of(
            Encoding.PLAIN, Encoding.RLE, Encoding.BIT_PACKED, Encoding.PLAIN_DICTIONARY, Encoding.RLE_DICTIONARY);

    /** Where it is more, there are many values, or plain ones among them: then indices gain nothing. */
    private static final long MOST_PER_VALUE = 2;

    private final FileDescription file;

    /** Of a file. */
    public EncodedColumns(FileDescription file) {
        this.file = file;
    }

    /** Returns the names of the columns among some, with how many bytes their different values have at most. */
    public Map<String, Long> bytes(List<Integer> among) {
        Map<String, Long> found = new LinkedHashMap<>();
        possible(among).forEach((number, bytes) -> found.put(name(number), bytes));
        return found;
    }

    private Map<Integer, Long> possible(List<Integer> among) {
        Map<Integer, Long> found = new LinkedHashMap<>();
        for (int number : among) {
            if (file.columns().get(number) instanceof LeafNode leaf && isOfBytes(leaf)) {
                long bytes = bytes(number);
                if (bytes >= 0) {
                    found.put(number, bytes);
                }
            }
        }
        return found;
    }

    private String name(int number) {
        return file.columns().get(number).field().getName();
    }

    private static boolean isOfBytes(LeafNode leaf) {
        return switch (leaf.field().getType().getTypeID()) {
            case Utf8, LargeUtf8, Binary, LargeBinary -> leaf.repetition() == 0;
            default -> false;
        };
    }

    /** Returns the bytes of a column in all row groups, -1 if it is not to be encoded. */
    private long bytes(int number) {
        long bytes = 0;
        long values = 0;
        boolean anyDictionary = false;
        for (RowGroup group : file.metadata().row_groups) {
            for (ColumnChunk chunk : file.chunks(group, List.of(number))) {
                ColumnMetaData metadata = chunk.meta_data;
                if (metadata == null
                        || metadata.total_uncompressed_size < 0
                        || !WHOLE.containsAll(metadata.encodings)) {
                    return -1;
                }
                bytes += metadata.total_uncompressed_size;
                values += metadata.num_values;
                anyDictionary |= metadata.encodings.stream().anyMatch(DICTIONARIES::contains);
            }
        }
        return anyDictionary && bytes <= MOST_PER_VALUE * values ? bytes : -1;
    }

    /**
     * Returns the numbers of columns among some.
     *
     * @throws IllegalArgumentException if one cannot be encoded
     */
    public Set<Integer> numbers(List<Integer> among, Collection<String> names) {
        Set<Integer> possible = possible(among).keySet();
        List<String> known = possible.stream().map(this::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("the column '" + name + "' of " + file.path()
                        + " cannot be read with a dictionary; possible are " + known);
            }
        }
        return possible.stream().filter(number -> names.contains(name(number))).collect(Collectors.toUnmodifiableSet());
    }
}
