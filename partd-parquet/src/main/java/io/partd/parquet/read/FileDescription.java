package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.format.Footer;
import io.partd.parquet.format.InputFile;
import io.partd.parquet.schema.ArrowSchemaMetadata;
import io.partd.parquet.schema.FileSchema;
import io.partd.parquet.schema.Int96;
import io.partd.parquet.schema.Node;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SortingColumn;

/**
 * The contents of a file's footer.
 *
 * @param path of the file
 * @param size of the file, in bytes
 * @param metadata the footer itself, which nobody changes
 * @param columns the fields of the schema
 * @param int96 the type that {@code INT96} columns are read as
 */
public record FileDescription(Path path, long size, FileMetaData metadata, List<Node> columns, Int96 int96) {

    /** Reads the footer of a file. */
    public static FileDescription read(Path path) throws IOException {
        try (InputFile file = InputFile.open(path)) {
            FileMetaData metadata = Footer.read(file);
            Int96 int96 = Int96.of(texts(metadata).keySet());
            FileDescription description =
                    new FileDescription(path, file.size(), metadata, columns(metadata, int96), int96);
            description.checkRowGroups();
            return description;
        } catch (CorruptDataException e) {
            throw new CorruptDataException(path + ": " + e.getMessage(), e);
        } catch (FileSystemException | InterruptedIOException e) {
            throw e; // which names it already
        } catch (IOException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new CorruptDataException(path + ": malformed footer: " + e, e);
        }
    }

    private static List<Node> columns(FileMetaData metadata, Int96 int96) throws IOException {
        return FileSchema.read(
                metadata.schema, ArrowSchemaMetadata.parse(texts(metadata).get(ArrowSchemaMetadata.KEY)), int96);
    }

    /** Returns the same with other times of the type {@code INT96}. */
    public FileDescription int96(Int96 form) {
        try {
            return new FileDescription(path, size, metadata, columns(metadata, form), form);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it has been read once
        }
    }

    private void checkRowGroups() throws CorruptDataException {
        int leaves = Node.leaves(columns).size();
        long rows = 0;
        for (RowGroup group : metadata.row_groups) {
            if (group.columns.size() != leaves) {
                throw new CorruptDataException(
                        "a row group with " + group.columns.size() + " columns instead of " + leaves);
            }
            if (group.num_rows < 0 || (rows += group.num_rows) < 0) {
                throw new CorruptDataException("a row group with " + group.num_rows + " rows");
            }
        }
    }

    /** Returns the metadata of the file that is texts, in the file's order. */
    static Map<String, String> texts(FileMetaData metadata) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (metadata.isSetKey_value_metadata()) {
            for (KeyValue pair : metadata.key_value_metadata) {
                texts.put(pair.key, pair.isSetValue() ? pair.value : "");
            }
        }
        return texts;
    }

    /** Returns the numbers of all columns. */
    public List<Integer> all() {
        return IntStream.range(0, columns.size()).boxed().toList();
    }

    /** Returns the columns of some numbers. */
    public List<Node> columns(List<Integer> numbers) {
        return numbers.stream().map(columns::get).toList();
    }

    /** Returns Arrow's schema of the columns of some numbers, with all metadata but Arrow's own. */
    public Schema schema(List<Integer> numbers) {
        Map<String, String> texts = texts(metadata);
        texts.remove(ArrowSchemaMetadata.KEY);
        return new Schema(columns(numbers).stream().map(Node::field).toList(), texts);
    }

    /**
     * Returns how each column is compressed in the first row group, in a form that can be written; nothing without one.
     */
    public List<CompressionCodec> codecs() {
        if (metadata.row_groups.isEmpty()) {
            return List.of();
        }
        List<CompressionCodec> codecs = new ArrayList<>();
        for (ColumnChunk chunk : metadata.row_groups.get(0).columns) {
            CompressionCodec codec = chunk.meta_data == null ? CompressionCodec.ZSTD : chunk.meta_data.codec;
            codecs.add(
                    switch (codec) {
                        case LZ4 -> CompressionCodec.LZ4_RAW;
                        case LZO, BROTLI -> CompressionCodec.ZSTD;
                        default -> codec;
                    });
        }
        return codecs;
    }

    /** Returns by which columns the rows of the first row group are sorted; nothing if that is not said. */
    public List<SortingColumn> sorting() {
        boolean said =
                !metadata.row_groups.isEmpty() && metadata.row_groups.get(0).isSetSorting_columns();
        return said ? metadata.row_groups.get(0).sorting_columns : List.of();
    }

    /** Returns what the footer says of the columns of some numbers in a row group. */
    List<ColumnChunk> chunks(RowGroup group, List<Integer> numbers) {
        List<ColumnChunk> chunks = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < columns.size(); i++) {
            int count = Node.leaves(columns.subList(i, i + 1)).size();
            if (numbers.contains(i)) {
                chunks.addAll(group.columns.subList(first, first + count));
            }
            first += count;
        }
        return chunks;
    }
}
