package io.partd.arrow.shuffle;

import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/** The types that keys can have. */
final class KeyTypes {

    private KeyTypes() {}

    /**
     * Returns what a column's values mean as keys.
     *
     * @param column its name, for messages
     * @throws IllegalArgumentException if they can be none
     */
    static KeyType of(String column, Field field) {
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
            case RunEndEncoded -> new RunEndKey(ofRuns(column, field));
            default -> throw refused(column, type);
        };
    }

    private static KeyType ofRuns(String column, Field field) {
        Field values = field.getChildren().get(1);
        if (values.getDictionary() != null) {
            throw refused(column, field.getType());
        }
        return of(column, values);
    }

    private static IllegalArgumentException refused(String column, ArrowType type) {
        return new IllegalArgumentException("column '" + column + "' is of type " + type
                + ", which cannot be a key; choose another column, or make one of what is in it");
    }
}
