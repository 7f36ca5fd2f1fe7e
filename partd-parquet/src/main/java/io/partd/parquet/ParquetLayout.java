package io.partd.parquet;

import io.partd.arrow.ipc.BatchEncoder;
import io.partd.arrow.ipc.ColumnDescriptions;
import io.partd.arrow.schema.Fields;
import io.partd.arrow.shuffle.SortedColumn;
import io.partd.parquet.compression.Compression;
import io.partd.parquet.read.FileDescription;
import io.partd.parquet.schema.ArrowSchema;
import io.partd.parquet.schema.ArrowSchemaMetadata;
import io.partd.parquet.schema.FileSchema;
import io.partd.parquet.schema.Int96;
import io.partd.parquet.schema.LeafNode;
import io.partd.parquet.schema.Node;
import io.partd.parquet.write.ColumnSettings;
import io.partd.parquet.write.WritePlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.SortingColumn;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

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

    /** What the file says of the order of its rows; column by column, each counted among those within others. */
    private final List<SortingColumn> sorting;

    private ParquetLayout(
            List<SchemaElement> elements,
            List<Node> nodes,
            Schema schema,
            List<KeyValue> metadata,
            List<CompressionCodec> codecs,
            List<SortingColumn> sorting) {
        this.elements = elements;
        this.nodes = nodes;
        this.schema = schema;
        this.metadata = metadata;
        this.codecs = codecs;
        this.sorting = sorting;
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
        List<KeyValue> metadata = new ArrayList<>();
        schema.getCustomMetadata().forEach((key, value) -> metadata.add(keyValue(key, value)));
        metadata.add(keyValue(
                ArrowSchemaMetadata.KEY, ArrowSchemaMetadata.encode(BatchEncoder.written(schema, dictionaries))));
        Schema plain = new Schema(decoded, schema.getCustomMetadata());
        return new ParquetLayout(elements, read(elements), plain, metadata, List.of(), List.of());
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
                file.codecs(),
                file.sorting());
    }

    /**
     * Returns this layout if batches of a schema have its columns and types, and nulls only where it allows them. Else
     * it is one made of that schema, dictionaries left aside, with this one's compression if all its columns have the
     * same.
     *
     * @param other in which a dictionary-encoded column has the type of its indices
     * @param dictionaries those of these columns
     * @throws IllegalArgumentException if a type cannot be had in Parquet, or a dictionary is missing
     */
    public ParquetLayout unifiedWith(Schema other, DictionaryProvider dictionaries) {
        List<Field> decoded = Dictionaries.decoded(other.getFields(), dictionaries);
        if (decoded.equals(schema.getFields())) {
            return this;
        }
        ParquetLayout made = of(new Schema(decoded, other.getCustomMetadata()));
        if (codecs.isEmpty() || Set.copyOf(codecs).size() > 1) {
            return made;
        }
        int leaves = Node.leaves(made.nodes).size();
        return new ParquetLayout(
                made.elements,
                made.nodes,
                made.schema,
                made.metadata,
                Collections.nCopies(leaves, codecs.get(0)),
                List.of());
    }

    /**
     * Returns the schema that batches must have, dictionaries aside, names and types of columns, and of what is in
     * them.
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns the schema of the files for readers that know only Parquet. What only Arrow's metadata tell apart, as
     * {@code string} and {@code large_string}, is the same in it.
     */
    public Schema storedSchema() {
        return new Schema(read(elements).stream().map(Node::field).toList());
    }

    /** Returns a layout with an entry more of the file's metadata, or another value for one. */
    public ParquetLayout metadata(Map<String, String> more) {
        List<KeyValue> all = new ArrayList<>(metadata);
        all.removeIf(pair -> more.containsKey(pair.key));
        more.forEach((key, value) -> all.add(keyValue(key, value)));
        return new ParquetLayout(elements, nodes, schema, List.copyOf(all), codecs, sorting);
    }

    /**
     * Returns a layout without some columns, and whatever is in them. Metadata of Arrow, pandas, Spark, Avro and
     * Iceberg do not name them either.
     *
     * @param places of the columns, from 0 on
     */
    public ParquetLayout without(Set<Integer> places) {
        List<Integer> rest = IntStream.range(0, nodes.size())
                .filter(i -> !places.contains(i))
                .boxed()
                .toList();
        List<SchemaElement> someElements = new ArrayList<>();
        someElements.add(new SchemaElement(elements.get(0)).setNum_children(rest.size()));
        List<CompressionCodec> someCodecs = new ArrayList<>();
        List<Integer> leaves = new ArrayList<>();
        int element = 1;
        int leaf = 0;
        for (int i = 0; i < nodes.size(); i++) {
            int elementsEnd = end(element);
            int leavesEnd = leaf + Node.leaves(nodes.subList(i, i + 1)).size();
            if (rest.contains(i)) {
                for (int from = leaf; from < leavesEnd; from++) {
                    leaves.add(from);
                }
                someElements.addAll(elements.subList(element, elementsEnd));
                someCodecs.addAll(codecs.isEmpty() ? codecs : codecs.subList(leaf, leavesEnd));
            }
            element = elementsEnd;
            leaf = leavesEnd;
        }
        List<SortingColumn> someSorting = sorting.stream()
                .filter(column -> leaves.contains(column.column_idx))
                .map(column -> new SortingColumn(column).setColumn_idx(leaves.indexOf(column.column_idx)))
                .toList();
        List<Field> fields = rest.stream().map(schema.getFields()::get).toList();
        Set<String> left = new HashSet<>(Fields.names(schema.getFields()));
        fields.forEach(field -> left.remove(field.getName()));
        return new ParquetLayout(
                List.copyOf(someElements),
                rest.stream().map(nodes::get).toList(),
                new Schema(fields, ColumnDescriptions.without(schema.getCustomMetadata(), left)),
                metadataWithout(places, left),
                List.copyOf(someCodecs),
                List.copyOf(someSorting));
    }

    /** Returns the place after an element and all that are in it. */
    private int end(int element) {
        int next = element + 1;
        for (int i = 0; i < elements.get(element).num_children; i++) {
            next = end(next);
        }
        return next;
    }

    private List<KeyValue> metadataWithout(Set<Integer> places, Set<String> names) {
        List<KeyValue> changed = new ArrayList<>();
        for (KeyValue pair : metadata) {
            if (!pair.isSetValue()) {
                changed.add(pair);
                continue;
            }
            String value = pair.key.equals(ArrowSchemaMetadata.KEY)
                    ? ArrowSchemaMetadata.without(pair.value, places, nodes.size(), names)
                    : ColumnDescriptions.without(pair.key, pair.value, names);
            if (value != null) {
                changed.add(keyValue(pair.key, value));
            }
        }
        return List.copyOf(changed);
    }

    /** Returns how files of this layout are written. */
    WritePlan plan(ParquetOptions options) {
        return plan(options, List.of());
    }

    /**
     * Returns how files of this layout are written.
     *
     * @param order what their rows will be sorted by; if it is nothing, it is looked at whether they are sorted as this
     *     layout's file was
     */
    WritePlan plan(ParquetOptions options, List<SortedColumn> order) {
        return new WritePlan(
                elements,
                nodes,
                schema.getFields(),
                settings(options, order.isEmpty()),
                order.stream().map(this::sortingColumn).toList(),
                metadata,
                options.limits());
    }

    private SortingColumn sortingColumn(SortedColumn column) {
        Node node = nodes.get(column.path().get(0));
        for (int place : column.path().subList(1, column.path().size())) {
            node = node.children().get(place);
        }
        List<LeafNode> leaves = Node.leaves(nodes);
        int leaf = 0;
        while (leaves.get(leaf) != node) {
            leaf++;
        }
        return new SortingColumn(leaf, column.descending(), false);
    }

    private List<ColumnSettings> settings(ParquetOptions options, boolean looksAtOrder) {
        List<LeafNode> leaves = Node.leaves(nodes);
        requireColumns(options.bloomFilters(), leaves);
        List<ColumnSettings> settings = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            CompressionCodec own = codecs.isEmpty() ? CompressionCodec.ZSTD : codecs.get(i);
            Compression chosen = options.compression();
            settings.add(new ColumnSettings(
                    chosen == null ? Compression.of(own) : chosen,
                    options.dataPageVersion(),
                    options.bloomFilters().contains(leaves.get(i).name()),
                    looksAtOrder && leaves.get(i).repetition() == 0 ? sorting(i) : null));
        }
        return settings;
    }

    /**
     * Returns the order that values of a column may have. It is that of the column by which the rows of the file were
     * sorted first; whether rows that were written are sorted by others too, within equal ones, is not looked at.
     */
    private ColumnSettings.@Nullable Sorting sorting(int leaf) {
        if (sorting.isEmpty() || sorting.get(0).column_idx != leaf) {
            return null;
        }
        return new ColumnSettings.Sorting(sorting.get(0).descending, sorting.get(0).nulls_first);
    }

    private static void requireColumns(List<String> bloomFilters, List<LeafNode> leaves) {
        for (String name : bloomFilters) {
            LeafNode leaf = leaves.stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no column '" + name
                            + "' to have a Bloom filter; there are "
                            + leaves.stream().map(LeafNode::name).collect(Collectors.joining(", "))));
            if (leaf.element().type == Type.BOOLEAN) {
                throw new IllegalArgumentException("a Bloom filter of the column '" + name
                        + "', which has booleans; of two values it tells nothing");
            }
        }
    }

    /**
     * Checks that a batch has this layout's columns.
     *
     * @param fields the batch's, as values
     * @throws IllegalArgumentException if it has not
     */
    void requireSame(List<Field> fields) {
        List<Field> wanted = schema.getFields();
        boolean same = fields.size() == wanted.size();
        for (int i = 0; same && i < fields.size(); i++) {
            same = fields.get(i).getName().equals(wanted.get(i).getName()) && sameType(fields.get(i), wanted.get(i));
        }
        if (!same) {
            throw new IllegalArgumentException("a batch has the columns " + fields + " instead of " + wanted);
        }
    }

    private static boolean sameType(Field a, Field b) {
        List<Field> insideA = inside(a);
        List<Field> insideB = inside(b);
        if (!a.getType().equals(b.getType()) || insideA.size() != insideB.size()) {
            return false;
        }
        boolean named = a.getType() instanceof ArrowType.Struct;
        for (int i = 0; i < insideA.size(); i++) {
            Field x = insideA.get(i);
            Field y = insideB.get(i);
            if ((named && !x.getName().equals(y.getName())) || !sameType(x, y)) {
                return false;
            }
        }
        return true;
    }

    /** Returns the fields within one; of a map key and value, whatever they are called. */
    private static List<Field> inside(Field field) {
        return field.getType() instanceof ArrowType.Map
                ? field.getChildren().get(0).getChildren()
                : field.getChildren();
    }
}
