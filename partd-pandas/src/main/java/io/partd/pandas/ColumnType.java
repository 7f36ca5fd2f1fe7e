package io.partd.pandas;

import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * What a column is in Arrow, and what the schema's metadata say that it was in pandas.
 *
 * @param arrow the type of its values; of codes if there are categories
 * @param pandasType what pandas' metadata call {@code pandas_type}
 * @param numpyType what pandas' metadata call {@code numpy_type}: the dtype
 * @param metadata the metadata's own metadata; empty for none
 * @param categories the type of the categories; null if the values are themselves
 * @param ordered whether the categories have an order
 */
record ColumnType(
        ArrowType arrow,
        String pandasType,
        String numpyType,
        Map<String, Object> metadata,
        @Nullable ColumnType categories,
        boolean ordered) {

    static final ColumnType NULL = of(ArrowType.Null.INSTANCE, "empty", "object");
    static final ColumnType TEXT = of(ArrowType.Utf8.INSTANCE, "unicode", "object");
    static final ColumnType BYTES = of(ArrowType.Binary.INSTANCE, "bytes", "object");
    static final ColumnType BOOLEAN = of(ArrowType.Bool.INSTANCE, "bool", "bool");

    private static final int CODE_BITS = 32;

    /** Makes a type of values that are themselves. */
    static ColumnType of(ArrowType arrow, String pandasType, String numpyType) {
        return new ColumnType(arrow, pandasType, numpyType, Map.of(), null, false);
    }

    /** Makes a type of integers. */
    static ColumnType ofInteger(int bits, boolean signed) {
        String name = (signed ? "int" : "uint") + bits;
        return of(new ArrowType.Int(bits, signed), name, name);
    }

    /** Makes a type of floating-point numbers. */
    static ColumnType ofFloat(int bits) {
        FloatingPointPrecision precision = bits == Short.SIZE
                ? FloatingPointPrecision.HALF
                : bits == Integer.SIZE ? FloatingPointPrecision.SINGLE : FloatingPointPrecision.DOUBLE;
        return of(new ArrowType.FloatingPoint(precision), "float" + bits, "float" + bits);
    }

    /** Makes a type of points in time; those without a zone are of any. */
    static ColumnType ofTimestamp(TimeUnit unit, @Nullable String zone) {
        String numpy = "datetime64[" + symbol(unit) + "]";
        ArrowType arrow = new ArrowType.Timestamp(unit, zone);
        return zone == null
                ? of(arrow, "datetime", numpy)
                : new ColumnType(arrow, "datetimetz", numpy, Map.of("timezone", zone), null, false);
    }

    /** Makes a type of spans of time. */
    static ColumnType ofDuration(TimeUnit unit) {
        return of(new ArrowType.Duration(unit), "timedelta", "timedelta64[" + symbol(unit) + "]");
    }

    /** Makes a type of codes of categories. */
    static ColumnType ofCategories(ColumnType categories, boolean ordered) {
        return new ColumnType(
                new ArrowType.Int(CODE_BITS, true),
                "categorical",
                "int32",
                Map.of("ordered", ordered),
                categories,
                ordered);
    }

    /** Returns the same, called another dtype. */
    ColumnType named(String dtype) {
        return new ColumnType(arrow, pandasType, dtype, metadata, categories, ordered);
    }

    /** Returns what pandas calls its own dtype of the same numbers, as in {@code Int64}. */
    String pandasName() {
        return numpyType.startsWith("u")
                ? "UI" + numpyType.substring(2)
                : Character.toUpperCase(numpyType.charAt(0)) + numpyType.substring(1);
    }

    static String symbol(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    /**
     * Returns the field of a column.
     *
     * @param dictionary the number of its dictionary, if it has one
     */
    Field field(String name, long dictionary) {
        DictionaryEncoding encoding = categories == null ? null : new DictionaryEncoding(dictionary, ordered, null);
        return new Field(name, new FieldType(true, arrow, encoding), null);
    }

    /** Shows what it is in Arrow. */
    @Override
    public String toString() {
        return categories == null ? arrow.toString() : "categories of " + categories;
    }
}
