package io.partd.arrow.schema;

import java.util.List;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;

/** Names of types, as pyarrow prints them: {@code list<item: int64>}, {@code timestamp[us, tz=UTC]}. */
public final class TypeNames {

    private TypeNames() {}

    /** Returns the name of the type of a field whose values, if they are encoded, are of its type. */
    public static String of(Field field) {
        String extension = Fields.extensionName(field);
        String name = extension.isEmpty()
                ? plain(Fields.storage(field), field.getChildren())
                : "extension<" + extension + "[" + plain(Fields.storage(field), field.getChildren()) + "]>";
        DictionaryEncoding encoding = field.getDictionary();
        if (encoding != null) {
            return "dictionary<values=" + name + ", indices=" + plain(encoding.getIndexType(), List.of()) + ", ordered="
                    + (encoding.isOrdered() ? 1 : 0) + ">";
        }
        return name;
    }

    /** Returns the names and types of columns, such as {@code [city: string, n: int64 not null]}. */
    public static List<String> ofColumns(List<Field> fields) {
        return fields.stream()
                .map(field -> field.getName() + ": " + withNullability(field))
                .toList();
    }

    /** Returns the name of a field's type, and whether it has no nulls. */
    static String withNullability(Field field) {
        return of(field) + (field.isNullable() ? "" : " not null");
    }

    /** Returns the name of a type without children. */
    static String of(ArrowType type) {
        return plain(type, List.of());
    }

    private static String plain(ArrowType type, List<Field> children) {
        return switch (type.getTypeID()) {
            case Null -> "null";
            case Bool -> "bool";
            case Utf8 -> "string";
            case LargeUtf8 -> "large_string";
            case Utf8View -> "string_view";
            case Binary -> "binary";
            case LargeBinary -> "large_binary";
            case BinaryView -> "binary_view";
            case Int -> (((ArrowType.Int) type).getIsSigned() ? "int" : "uint") + ((ArrowType.Int) type).getBitWidth();
            case FloatingPoint ->
                switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                    case HALF -> "halffloat";
                    case SINGLE -> "float";
                    case DOUBLE -> "double";
                };
            case Decimal -> decimal((ArrowType.Decimal) type);
            case FixedSizeBinary -> "fixed_size_binary[" + ((ArrowType.FixedSizeBinary) type).getByteWidth() + "]";
            case Date, Time, Timestamp, Duration, Interval -> temporal(type);
            case List -> "list" + nested(children);
            case LargeList -> "large_list" + nested(children);
            case ListView -> "list_view" + nested(children);
            case LargeListView -> "large_list_view" + nested(children);
            case FixedSizeList ->
                "fixed_size_list" + nested(children) + "[" + ((ArrowType.FixedSizeList) type).getListSize() + "]";
            case Struct -> "struct" + nested(children);
            case Map ->
                "map" + nested(children.isEmpty() ? children : children.get(0).getChildren());
            case Union ->
                (((ArrowType.Union) type).getMode() == UnionMode.Dense ? "dense_union" : "sparse_union")
                        + nested(children);
            case RunEndEncoded -> "run_end_encoded" + nested(children);
            case NONE -> type.toString();
        };
    }

    private static String decimal(ArrowType.Decimal type) {
        return "decimal" + type.getBitWidth() + "(" + type.getPrecision() + ", " + type.getScale() + ")";
    }

    private static String temporal(ArrowType type) {
        if (type instanceof ArrowType.Timestamp timestamp) {
            String zone = timestamp.getTimezone();
            return "timestamp[" + unit(timestamp.getUnit())
                    + (zone == null || zone.isEmpty() ? "]" : ", tz=" + zone + "]");
        }
        if (type instanceof ArrowType.Time time) {
            return "time" + time.getBitWidth() + "[" + unit(time.getUnit()) + "]";
        }
        if (type instanceof ArrowType.Duration duration) {
            return "duration[" + unit(duration.getUnit()) + "]";
        }
        if (type instanceof ArrowType.Date date) {
            return switch (date.getUnit()) {
                case DAY -> "date32[day]";
                case MILLISECOND -> "date64[ms]";
            };
        }
        return switch (((ArrowType.Interval) type).getUnit()) {
            case YEAR_MONTH -> "month_interval";
            case DAY_TIME -> "day_time_interval";
            case MONTH_DAY_NANO -> "month_day_nano_interval";
        };
    }

    private static String unit(TimeUnit unit) {
        return switch (unit) {
            case SECOND -> "s";
            case MILLISECOND -> "ms";
            case MICROSECOND -> "us";
            case NANOSECOND -> "ns";
        };
    }

    private static String nested(List<Field> children) {
        return "<" + String.join(", ", ofColumns(children)) + ">";
    }
}
