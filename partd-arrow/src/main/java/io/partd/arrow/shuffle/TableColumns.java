package io.partd.arrow.shuffle;

import io.partd.arrow.ipc.ColumnDescriptions;
import io.partd.arrow.schema.Fields;
import io.partd.expression.ColumnName;
import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import io.partd.expression.SortOrder;
import io.partd.shuffle.Column;
import io.partd.shuffle.NullKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The columns that all sources of a shuffle have; which of them are the key, which rows are sorted by, and which are
 * written. Immutable.
 */
final class TableColumns {

    private final String source;
    private final Schema schema;
    private final List<EncodedField> encoded;
    private final List<Key> keys;
    private final NullKeys nullKeys;
    private final List<By> order;
    private final @Nullable ColumnSelection written;

    /**
     * A field that is dictionary-encoded, at the top or within another.
     *
     * @param field the field of its indices
     * @param values the field of the dictionary's values
     */
    record EncodedField(Field field, Field values) {}

    /**
     * A key, and how its column is found.
     *
     * @param place finds the column that a key names among fields
     */
    record KeyPlace(KeyExpression key, BiFunction<ColumnName, List<Field>, ColumnPath> place) {

        /** Finds the column by its name or number. */
        static KeyPlace of(KeyExpression key) {
            return new KeyPlace(key, ColumnPath::of);
        }
    }

    /**
     * A key that was found.
     *
     * @param type of its values
     */
    private record Key(KeyExpression expression, ColumnPath path, KeyType type) {

        /** Tells whether it is a column as it is. */
        boolean isColumn() {
            return expression.function() == KeyFunction.IDENTITY && !path.isNested();
        }

        boolean isSame(Key other) {
            return path.equals(other.path)
                    && expression.function() == other.expression.function()
                    && expression.argument().compareTo(other.expression.argument()) == 0;
        }
    }

    /**
     * A column that rows are sorted by.
     *
     * @param type of its values
     */
    private record By(ColumnPath path, KeyType type, boolean descending) {}

    private TableColumns(
            String source,
            Schema schema,
            List<EncodedField> encoded,
            List<Key> keys,
            NullKeys nullKeys,
            List<By> order,
            @Nullable ColumnSelection written) {
        this.source = source;
        this.schema = schema;
        this.encoded = List.copyOf(encoded);
        this.keys = List.copyOf(keys);
        this.nullKeys = nullKeys;
        this.order = List.copyOf(order);
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
        List<String> names = Fields.names(schema.getFields());
        List<Key> keys = new ArrayList<>();
        for (KeyPlace place : keyPlaces) {
            Key key = key(source, reader, place, names);
            if (keys.stream().anyMatch(key::isSame)) {
                Object name = key.isColumn() ? names.get(key.path().column()) : key.expression();
                throw new IllegalArgumentException("column '" + name + "' is given twice");
            }
            keys.add(key);
        }
        return new TableColumns(source, schema, encoded, keys, NullKeys.PARTITION, List.of(), null);
    }

    private static Key key(String source, ArrowReader reader, KeyPlace place, List<String> names) throws IOException {
        List<Field> fields = reader.getVectorSchemaRoot().getSchema().getFields();
        KeyExpression expression = place.key().among(names);
        ColumnPath path = place.place().apply(expression.column(), fields);
        Field field = path.field(fields);
        Field values = field.getDictionary() == null ? field : values(source, reader, field);
        KeyType type = KeyTypes.of(field.getName(), values);
        return new Key(expression, path, DerivedKeys.of(expression, values, type));
    }

    /** Returns the same columns with another place for rows whose key is null. */
    TableColumns nullKeys(NullKeys place) {
        return new TableColumns(source, schema, encoded, keys, place, order, written);
    }

    /**
     * Returns the same columns, of which rows are sorted by some.
     *
     * @throws IllegalArgumentException if one is not there, or has no order
     */
    TableColumns sortedBy(SortOrder sortOrder) {
        List<Field> fields = schema.getFields();
        List<By> found = new ArrayList<>();
        for (SortOrder.By by : sortOrder.columns()) {
            ColumnPath path = ColumnPath.of(by.column(), fields);
            Field field = path.field(fields);
            Field values = encoded.stream()
                    .filter(each -> field.equals(each.field()))
                    .map(EncodedField::values)
                    .findFirst()
                    .orElse(field);
            found.add(new By(path, KeyTypes.sorting(by, values), by.descending()));
        }
        return new TableColumns(source, schema, encoded, keys, nullKeys, found, written);
    }

    /** Returns what rows are sorted by that are written, up to the first column that is not. */
    List<SortedColumn> writtenOrder() {
        List<SortedColumn> columns = new ArrayList<>();
        for (By by : order) {
            int place = written == null
                    ? by.path().column()
                    : written.columns().indexOf(by.path().column());
            if (place < 0) {
                break;
            }
            List<Integer> path = new ArrayList<>(List.of(place));
            path.addAll(by.path().within());
            columns.add(new SortedColumn(path, by.descending()));
        }
        return columns;
    }

    /** Returns what becomes of rows whose key is null. */
    NullKeys nullKeys() {
        return nullKeys;
    }

    /**
     * Returns the same columns, of which some are written.
     *
     * @param some the names or numbers of the written columns, in the order to write them; empty for all columns
     * @param withKey whether columns that are keys are written too
     * @throws IllegalArgumentException if one is not there or given twice, or if none is left
     */
    TableColumns writing(List<String> some, boolean withKey) {
        if (some.isEmpty() && withKey) {
            return this;
        }
        List<Field> fields = schema.getFields();
        List<Integer> places = new ArrayList<>();
        if (some.isEmpty()) {
            IntStream.range(0, fields.size()).forEach(places::add);
        }
        for (String name : some) {
            int place = Column.of(name).index(Fields.names(fields));
            if (places.contains(place)) {
                throw new IllegalArgumentException("column '" + name + "' is to be written twice");
            }
            places.add(place);
        }
        if (!withKey) {
            keys.stream()
                    .filter(Key::isColumn)
                    .forEach(key -> places.remove(Integer.valueOf(key.path().column())));
        }
        if (places.isEmpty()) {
            throw new IllegalArgumentException(source + " has no column but "
                    + (some.isEmpty() ? Fields.names(fields) : some) + ", which is the key: without it, none is left");
        }
        return new TableColumns(source, schema, encoded, keys, nullKeys, order, ColumnSelection.of(fields, places));
    }

    /** Returns the columns that are written, without a key. Metadata that describe columns describe these only. */
    TableColumns written() {
        ColumnSelection selection = written;
        if (selection == null) {
            return this;
        }
        List<Field> fields = selection.columnsOf(schema.getFields());
        List<String> left = new ArrayList<>(Fields.names(schema.getFields()));
        left.removeAll(Fields.names(fields));
        Schema narrow = new Schema(fields, ColumnDescriptions.without(schema.getCustomMetadata(), left));
        return new TableColumns(source, narrow, selection.encodedOf(encoded), List.of(), nullKeys, List.of(), null);
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
            if (Fields.hasDictionary(values)) {
                throw new IllegalArgumentException("column '" + field.getName()
                        + "' has a dictionary whose values are dictionary-encoded; decode it before a shuffle");
            }
            found.add(new EncodedField(field, values));
        }
        for (Field child : field.getChildren()) {
            addEncoded(source, reader, child, found);
        }
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

    /** Returns the names of the key's columns, or of the structs that they are in. */
    List<String> keyNames() {
        return keys.stream().map(key -> name(key.path().column())).distinct().toList();
    }

    /** Returns where the key's columns are among fewer columns: those of their names at least, in the same order. */
    List<KeyPlace> keyPlaces() {
        List<KeyPlace> places = new ArrayList<>();
        for (Key key : keys) {
            String name = name(key.path().column());
            int before = Math.toIntExact(IntStream.range(0, key.path().column())
                    .filter(i -> name(i).equals(name))
                    .count());
            places.add(new KeyPlace(key.expression(), (column, fields) -> {
                int place = IntStream.range(0, fields.size())
                        .filter(i -> fields.get(i).getName().equals(name))
                        .skip(before)
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException("no column '" + name + "' in " + Fields.names(fields)));
                return new ColumnPath(place, key.path().within());
            }));
        }
        return places;
    }

    private String name(int column) {
        return schema.getFields().get(column).getName();
    }

    /** Returns the keys of a batch with these columns. */
    RowKeys keys(Batch batch) {
        List<KeyColumn> columns = new ArrayList<>();
        for (Key key : keys) {
            columns.add(column(batch, key.path(), key.type()));
        }
        List<RowKeys.SortColumn> sorting = new ArrayList<>();
        for (By by : order) {
            sorting.add(new RowKeys.SortColumn(column(batch, by.path(), by.type()), by.descending()));
        }
        return new RowKeys(columns, sorting, batch.source());
    }

    private static KeyColumn column(Batch batch, ColumnPath place, KeyType type) {
        List<ArrayData> path = place.arrays(batch.columns());
        return new KeyColumn(type, path, batch.dictionary(path.get(path.size() - 1)));
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
}
