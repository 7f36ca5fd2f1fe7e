package io.partd.parquet;

import io.partd.parquet.read.FileDescription;
import io.partd.parquet.schema.ArrowSchema;
import io.partd.parquet.schema.FileSchema;
import io.partd.parquet.schema.Hints;
import io.partd.parquet.schema.Int96;
import io.partd.parquet.schema.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;

/**
 * The schema of a file to write, with its metadata: that of another file, to be kept as it is, or one made of Arrow's.
 * Immutable, and for any number of threads.
 */
public final class ParquetLayout {

    private final List<SchemaElement> elements;
    private final List<Node> nodes;
    private final Schema schema;
    private final List<KeyValue> metadata;
    private final List<CompressionCodec> codecs;

    private ParquetLayout(
            List<SchemaElement> elements,
            List<Node> nodes,
            Schema schema,
            List<KeyValue> metadata,
            List<CompressionCodec> codecs) {
        this.elements = elements;
        this.nodes = nodes;
        this.schema = schema;
        this.metadata = metadata;
        this.codecs = codecs;
    }

    /**
     * Makes the layout for batches of a schema, none of whose columns is dictionary-encoded.
     *
     * @throws IllegalArgumentException if a type cannot be had in Parquet
     */
    public static ParquetLayout of(Schema schema) {
        return of(schema, new DictionaryProvider.MapDictionaryProvider());
    }

    /**
     * Makes the layout for batches of a schema. Columns that are dictionary-encoded are written as their values;
     * Arrow's libraries make dictionaries of them again.
     *
     * @param schema in which a dictionary-encoded column has the type of its indices
     * @param dictionaries those of these columns
     * @throws IllegalArgumentException if a type cannot be had in Parquet, or a dictionary is missing
     */
    public static ParquetLayout of(Schema schema, DictionaryProvider dictionaries) {
        List<Field> decoded = Dictionaries.decoded(schema.getFields(), dictionaries);
        List<SchemaElement> elements = ArrowSchema.write(decoded);
        Set<Long> ids = new HashSet<>();
        List<Field> message = schema.getFields().stream()
                .map(field -> DictionaryUtility.toMessageFormat(field, dictionaries, ids))
                .toList();
        List<KeyValue> metadata = new ArrayList<>();
        schema.getCustomMetadata().forEach((key, value) -> metadata.add(keyValue(key, value)));
        metadata.add(keyValue(Hints.KEY, Hints.encode(new Schema(message, schema.getCustomMetadata()))));
        Schema plain = new Schema(decoded, schema.getCustomMetadata());
        return new ParquetLayout(elements, read(elements), plain, metadata, List.of());
    }

    private static List<Node> read(List<SchemaElement> elements) {
        try {
            return FileSchema.read(elements, null, Int96.NANOSECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyValue keyValue(String key, String value) {
        KeyValue pair = new KeyValue(key);
        pair.setValue(value);
        return pair;
    }

    /** Makes the layout of a file, all its columns. */
    static ParquetLayout of(FileDescription file) {
        return new ParquetLayout(
                file.metadata().schema,
                file.columns(),
                file.schema(file.all()),
                file.metadata().isSetKey_value_metadata() ? file.metadata().key_value_metadata : List.of(),
                file.codecs());
    }

    /**
     * Returns the schema that batches must have, dictionaries aside, names and types of columns, and of what is in
     * them.
     */
    public Schema schema() {
        return schema;
    }

    /** Returns a layout with an entry more of the file's metadata, or another value for one. */
    public ParquetLayout metadata(Map<String, String> more) {
        List<KeyValue> all = new ArrayList<>(metadata);
        all.removeIf(pair -> more.containsKey(pair.key));
        more.forEach((key, value) -> all.add(keyValue(key, value)));
        return new ParquetLayout(elements, nodes, schema, List.copyOf(all), codecs);
    }

    List<SchemaElement> elements() {
        return elements;
    }

    List<Node> nodes() {
        return nodes;
    }

    List<KeyValue> metadata() {
        return metadata;
    }

    /** Returns how each column of the file was compressed, or nothing if that is not known. */
    List<CompressionCodec> codecs() {
        return codecs;
    }
}
