package io.partd.arrow.shuffle;

import io.partd.arrow.schema.TypeNames;
import io.partd.expression.SortOrder;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The types that keys can have, and columns that rows are sorted by. */
final class KeyTypes {

    private KeyTypes() {}

    /**
     * Returns what a column's values mean as keys.
     *
     * @param column its name, for messages
     * @throws IllegalArgumentException if they can be none
     */
    static KeyType of(String column, Field field) {
        return of(column, field, ", which cannot be a key; choose another column, or make one of what is in it");
    }

    /**
     * Returns what the values of a column mean that rows are sorted by.
     *
     * @param by the column, whose name is for messages
     * @throws IllegalArgumentException if they have no order, or if they are to be numbers and are not
     */
    static KeyType sorting(SortOrder.By by, Field field) {
        String column = by.column().text();
        KeyType type = of(column, field, ", which has no order; sort by another column, or by one within it");
        Field values = field.getType() instanceof ArrowType.RunEndEncoded
                ? field.getChildren().get(1)
                : field;
        boolean isNumber = values.getType() instanceof ArrowType.Int
                || values.getType() instanceof ArrowType.FloatingPoint
                || values.getType() instanceof ArrowType.Decimal;
        if (by.numeric() && !isNumber) {
            throw refused(column, field, ", and number(" + column + ") sorts by numbers; cast it to a type of these");
        }
        return type;
    }

    private static KeyType of(String column, Field field, String refusal) {
        ArrowType type = field.getType();
        return switch (type.getTypeID()) {
            case Null -> new BooleanKey();
            case Bool -> new BooleanKey();
            case Int -> new IntegerKey((ArrowType.Int) type);
            case FloatingPoint -> new FloatKey(((ArrowType.FloatingPoint) type).getPrecision());
            case Decimal ->
                new DecimalKey(((ArrowType.Decimal) type).getBitWidth() / 8, ((ArrowType.Decimal) type).getScale());
            case Utf8, Binary -> new BytesKey(4);
            case LargeUtf8, LargeBinary -> new BytesKey(8);
            case Utf8View, BinaryView -> new ViewKey();
            case FixedSizeBinary -> new FixedBytesKey(((ArrowType.FixedSizeBinary) type).getByteWidth());
            case Date -> new DateKey(((ArrowType.Date) type).getUnit() == DateUnit.DAY);
            case Timestamp -> TimeKey.timestamp((ArrowType.Timestamp) type);
            case Time -> TimeKey.timeOfDay((ArrowType.Time) type);
            case Duration -> TimeKey.duration((ArrowType.Duration) type);
            case RunEndEncoded -> new RunEndKey(ofRuns(column, field, refusal));
            default -> throw refused(column, field, refusal);
        };
    }

    private static KeyType ofRuns(String column, Field field, String refusal) {
        Field values = field.getChildren().get(1);
        if (values.getDictionary() != null) {
            throw refused(column, field, refusal);
        }
        return of(column, values, refusal);
    }

    private static IllegalArgumentException refused(String column, Field field, String refusal) {
        return new IllegalArgumentException("column '" + column + "' is of type " + TypeNames.of(field) + refusal);
    }
}
