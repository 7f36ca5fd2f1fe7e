package io.partd.parquet.write;

import io.partd.parquet.schema.LeafNode;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/** Says how values of a type of Arrow are written as a column. */
final class Feeds {

    private static final int INT96 = 12;
    private static final Set<ConvertedType> UNSIGNED =
            Set.of(ConvertedType.UINT_8, ConvertedType.UINT_16, ConvertedType.UINT_32, ConvertedType.UINT_64);

    private final int largestDictionary;

    /** With dictionaries of so many bytes at most. */
    Feeds(int largestDictionary) {
        this.largestDictionary = largestDictionary;
    }

    /** Makes the feed of a column from vectors of a type, which {@code FileSchema} or {@code ArrowSchema} paired. */
    ValueFeed of(LeafNode leaf, ArrowType type) {
        SchemaElement column = leaf.element();
        if (type instanceof ArrowType.Decimal decimal) {
            return decimals(column, decimal.getBitWidth() / Byte.SIZE);
        }
        return switch (type.getTypeID()) {
            case Bool -> new BooleanFeed();
            case Utf8, Binary -> BytesFeed.small(anyLength(column));
            case LargeUtf8, LargeBinary -> BytesFeed.large(anyLength(column));
            case Utf8View, BinaryView -> ScatteredFeed.ofViews(anyLength(column));
            case FixedSizeBinary ->
                new FixedBytesFeed(column.type_length, column.type_length, null, oneLength(bytesOrder(column)));
            case FloatingPoint ->
                column.type == Type.FIXED_LEN_BYTE_ARRAY
                        ? new FixedBytesFeed(Short.BYTES, Short.BYTES, null, oneLength(BytesExtremes.Order.HALF))
                        : numbers(column, widthOf(column), null);
            case Int -> integers(column, (ArrowType.Int) type);
            case Date ->
                ((ArrowType.Date) type).getUnit() == DateUnit.MILLISECOND
                        ? numbers(column, Long.BYTES, Recodings.days())
                        : numbers(column, Integer.BYTES, null);
            case Time ->
                ((ArrowType.Time) type).getUnit() == TimeUnit.SECOND
                        ? numbers(column, Integer.BYTES, Recodings.secondsOfDay())
                        : numbers(column, widthOf(column), null);
            case Timestamp -> timestamps(column, (ArrowType.Timestamp) type);
            case Null -> new NullFeed(numberValues(column));
            default -> numbers(column, widthOf(column), null);
        };
    }

    private ValueFeed integers(SchemaElement column, ArrowType.Int type) {
        return switch (type.getBitWidth()) {
            case 8 -> numbers(column, 1, type.getIsSigned() ? Recodings.widenByte() : Recodings.widenUnsignedByte());
            case 16 ->
                numbers(
                        column,
                        Short.BYTES,
                        type.getIsSigned() ? Recodings.widenShort() : Recodings.widenUnsignedShort());
            default -> numbers(column, widthOf(column), null);
        };
    }

    private ValueFeed timestamps(SchemaElement column, ArrowType.Timestamp type) {
        if (column.type == Type.INT96) {
            return new FixedBytesFeed(
                    Long.BYTES, INT96, Recodings.int96(type.getUnit()), oneLength(BytesExtremes.Order.NONE));
        }
        return numbers(column, Long.BYTES, type.getUnit() == TimeUnit.SECOND ? Recodings.secondsOfTime() : null);
    }

    private ValueFeed decimals(SchemaElement column, int width) {
        return switch (column.type) {
            case INT32, INT64 -> numbers(column, width, Recodings.integers(width, widthOf(column)));
            case FIXED_LEN_BYTE_ARRAY ->
                new FixedBytesFeed(
                        width,
                        column.type_length,
                        Recodings.bytes(width, column.type_length),
                        oneLength(BytesExtremes.Order.SIGNED));
            default -> ScatteredFeed.ofDecimals(width, anyLength(BytesExtremes.Order.SIGNED));
        };
    }

    private ValueFeed numbers(SchemaElement column, int width, @Nullable Recoding recoding) {
        return new NumberFeed(width, widthOf(column), recoding, numberValues(column));
    }

    private Supplier<NumberValues> numberValues(SchemaElement column) {
        NumberExtremes.Order order = switch (column.type) {
            case FLOAT, DOUBLE -> NumberExtremes.Order.FLOATING;
            default -> isUnsigned(column) ? NumberExtremes.Order.UNSIGNED : NumberExtremes.Order.SIGNED;
        };
        int width = widthOf(column);
        return () -> new NumberValues(width, new NumberExtremes(width, order), largestDictionary);
    }

    private static boolean isUnsigned(SchemaElement column) {
        LogicalType logical = column.logicalType;
        if (logical != null && logical.getSetField() == LogicalType._Fields.INTEGER) {
            return !logical.getINTEGER().isSigned;
        }
        return column.converted_type != null && UNSIGNED.contains(column.converted_type);
    }

    private static int widthOf(SchemaElement column) {
        return column.type == Type.INT64 || column.type == Type.DOUBLE ? Long.BYTES : Integer.BYTES;
    }

    private Supplier<BytesValues> anyLength(SchemaElement column) {
        return anyLength(bytesOrder(column));
    }

    private Supplier<BytesValues> anyLength(BytesExtremes.Order order) {
        return () -> BytesValues.ofAnyLength(new BytesExtremes(order), largestDictionary);
    }

    private Supplier<BytesValues> oneLength(BytesExtremes.Order order) {
        return () -> BytesValues.ofOneLength(new BytesExtremes(order), largestDictionary);
    }

    /** What is neither text nor plain bytes may have an order of its own, or none. */
    private static BytesExtremes.Order bytesOrder(SchemaElement column) {
        if (column.converted_type == ConvertedType.INTERVAL || column.converted_type == ConvertedType.DECIMAL) {
            return BytesExtremes.Order.NONE;
        }
        if (column.logicalType == null) {
            return BytesExtremes.Order.UNSIGNED;
        }
        return switch (column.logicalType.getSetField()) {
            case STRING, ENUM, JSON, BSON, UUID -> BytesExtremes.Order.UNSIGNED;
            default -> BytesExtremes.Order.NONE;
        };
    }
}
