package io.partd.arrow.shuffle;

import io.partd.arrow.ipc.ColumnDescriptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** The columns that all sources of a shuffle have; which of them are the key, and which are written. Immutable. */
final class TableColumns {

    private final String source;
    private final Schema schema;
    private final List<EncodedField> encoded;
    private final List<Integer> keys;
    private final List<KeyType> keyTypes;
    private final @Nullable ColumnSelection written;

    /**
     * A field that is dictionary-encoded, at the top or within another.
     *
     * @param field the field of its indices
     * @param values the field of the dictionary's values
     */
    record EncodedField(Field field, Field values) {}

    /** Where a column of the key is. */
    @FunctionalInterface
    interface KeyPlace {

        /**
         * Returns the 0-based index among the names of a table's columns.
         *
         * @throws IllegalArgumentException if it is not there
         */
        int index(List<String> names);
    }

    private TableColumns(
            String source,
            Schema schema,
            List<EncodedField> encoded,
            List<Integer> keys,
            List<KeyType> keyTypes,
            @Nullable ColumnSelection written) {
        this.source = source;
        this.schema = schema;
        this.encoded = List.copyOf(encoded);
        this.keys = List.copyOf(keys);
        this.keyTypes = List.copyOf(keyTypes);
        this.written = written;
    }

    /**
     * Takes the columns of the first source.
     *
     * @throws IllegalArgumentException if a key's column is not there, or can't be a key, or a column can't be divided
     */
    static TableColumns of(String source, ArrowReader reader, List<KeyPlace> keyPlaces) throws IOException {
        Schema schema = reader.getVectorSchemaRoot().getSchema();
        schema.getFields().forEach(ColumnBuilders::require);
        List<EncodedField> encoded = encoded(source, reader);
        List<String> names = schema.getFields().stream().map(Field::getName).toList();
        List<Integer> keys = new ArrayList<>();
        List<KeyType> types = new ArrayList<>();
        for (KeyPlace place : keyPlaces) {
            int index = place.index(names);
            if (keys.contains(index)) {
                throw new IllegalArgumentException("column '" + names.get(index) + "' is given twice");
            }
            Field field = schema.getFields().get(index);
            Field values = field.getDictionary() == null ? field : values(source, reader, field);
            keys.add(index);
            types.add(KeyTypes.of(field.getName(), values));
        }
        return new TableColumns(source, schema, encoded, keys, types, null);
    }

    /**
     * Returns the same columns, of which all but the key's are written.
     *
     * @throws IllegalArgumentException if the key has all columns
     */
    TableColumns withoutKey() {
        List<Field> fields = schema.getFields();
        if (keys.size() == fields.size()) {
            throw new IllegalArgumentException(
                    source + " has no column but " + names(fields) + ", which is the key: without it, none is left");
        }
        return new TableColumns(source, schema, encoded, keys, keyTypes, ColumnSelection.without(fields, keys));
    }

    /** Returns the columns that are written, without a key. Metadata that describe columns describe these only. */
    TableColumns written() {
        ColumnSelection selection = written;
        if (selection == null) {
            return this;
        }
        List<Field> fields = selection.columnsOf(schema.getFields());
        List<String> left = new ArrayList<>(keyNames());
        left.removeAll(names(fields));
        Schema narrow = new Schema(fields, ColumnDescriptions.without(schema.getCustomMetadata(), left));
        return new TableColumns(source, narrow, selection.encodedOf(encoded), List.of(), List.of(), null);
    }

    /** Returns a batch of the columns that are written, to be released. */
    Batch written(Batch batch) {
        return written == null ? batch.retain() : batch.select(written);
    }

    private static void addEncoded(String source, ArrowReader reader, Field field, List<EncodedField> found)
            throws IOException {
        if (field.getDictionary() != null) {
            Field values = values(source, reader, field);
            ColumnBuilders.require(values);
            if (hasDictionary(values)) {
                throw new IllegalArgumentException("column '" + field.getName()
                        + "' has a dictionary whose values are dictionary-encoded; decode it before a shuffle");
            }
            found.add(new EncodedField(field, values));
        }
        for (Field child : field.getChildren()) {
            addEncoded(source, reader, child, found);
        }
    }

    private static boolean hasDictionary(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(TableColumns::hasDictionary);
    }

    private static Field values(String source, ArrowReader reader, Field field) throws IOException {
        long id = field.getDictionary().getId();
        Dictionary dictionary = reader.lookup(id);
        if (dictionary == null) {
            throw new IOException(source + ": column '" + field.getName() + "' has no dictionary " + id);
        }
        return dictionary.getVector().getField();
    }

    Schema schema() {
        return schema;
    }

    /** Returns how many rows a batch can have at most. */
    int mostRows() {
        return schema.getFields().stream()
                .mapToInt(ColumnBuilders::mostRows)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** Returns the dictionary-encoded fields, those within others included, in the order of the schema. */
    List<EncodedField> encoded() {
        return encoded;
    }

    /** Returns the names of the key's columns. */
    List<String> keyNames() {
        return keys.stream().map(this::name).toList();
    }

    /** Returns where the key's columns are among fewer columns: those of their names at least, in the same order. */
    List<KeyPlace> keyPlaces() {
        List<KeyPlace> places = new ArrayList<>();
        for (int key : keys) {
            int before = Math.toIntExact(IntStream.range(0, key)
                    .filter(i -> name(i).equals(name(key)))
                    .count());
            places.add(names -> IntStream.range(0, names.size())
                    .filter(i -> names.get(i).equals(name(key)))
                    .skip(before)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no column '" + name(key) + "' in " + names)));
        }
        return places;
    }

    private String name(int column) {
        return schema.getFields().get(column).getName();
    }

    /** Returns the keys of a batch with these columns. */
    RowKeys keys(Batch batch) {
        List<ArrayData> arrays = batch.columns();
        List<@Nullable ArrayData> dictionaries = batch.dictionaries();
        List<KeyColumn> columns = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            int index = keys.get(i);
            columns.add(new KeyColumn(keyTypes.get(i), arrays.get(index), dictionaries.get(index)));
        }
        return new RowKeys(columns, batch.source());
    }

    /**
     * Checks that a source still has these columns.
     *
     * @throws IOException if it has not
     */
    void requireSame(String otherSource, ArrowReader reader) throws IOException {
        List<Field> fields = reader.getVectorSchemaRoot().getSchema().getFields();
        if (!schema.getFields().equals(fields)
                || !valueTypes(encoded).equals(valueTypes(encoded(otherSource, reader)))) {
            throw new IOException(otherSource + " was changed while it was read: it had the columns "
                    + schema.getFields() + ", and has " + fields);
        }
    }

    /** Returns the types of dictionaries' values, whose names say nothing. */
    private static List<List<Object>> valueTypes(List<EncodedField> encoded) {
        return encoded.stream()
                .map(column -> List.<Object>of(
                        column.values().getType(), column.values().getChildren()))
                .toList();
    }

    private static List<EncodedField> encoded(String source, ArrowReader reader) throws IOException {
        List<EncodedField> encoded = new ArrayList<>();
        for (FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
            addEncoded(source, reader, vector.getField(), encoded);
        }
        return encoded;
    }

    private static List<String> names(List<Field> fields) {
        return fields.stream().map(Field::getName).toList();
    }
}
