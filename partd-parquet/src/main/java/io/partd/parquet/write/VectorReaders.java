package io.partd.parquet.write;

import io.partd.parquet.schema.LeafNode;
import java.util.EnumSet;
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

/** Chooses how the values of an Arrow type are read for writing. */
final class VectorReaders {

    private static final int INT96 = 12;
    private static final Set<ConvertedType> UNSIGNED =
            Set.of(ConvertedType.UINT_8, ConvertedType.UINT_16, ConvertedType.UINT_32, ConvertedType.UINT_64);

    /** Those of byte strings that are ordered as bytes without sign. */
    private static final Set<LogicalType._Fields> BYTES = EnumSet.of(
            LogicalType._Fields.STRING,
            LogicalType._Fields.ENUM,
            LogicalType._Fields.JSON,
            LogicalType._Fields.BSON,
            LogicalType._Fields.UUID);

    private static final Set<LogicalType._Fields> TEXTS =
            EnumSet.of(LogicalType._Fields.STRING, LogicalType._Fields.ENUM, LogicalType._Fields.JSON);

    /** The older way to write {@link #TEXTS}. */
    private static final Set<ConvertedType> TEXTS_BEFORE =
            EnumSet.of(ConvertedType.UTF8, ConvertedType.ENUM, ConvertedType.JSON);

    private final int largestDictionary;

    /** With dictionaries of so many bytes at most. */
    VectorReaders(int largestDictionary) {
        this.largestDictionary = largestDictionary;
    }

    /** Makes the reader of a column from vectors of a type, which {@code FileSchema} or {@code ArrowSchema} paired. */
    VectorReader of(LeafNode leaf, ArrowType type) {
        SchemaElement column = leaf.element();
        if (type instanceof ArrowType.Decimal decimal) {
            return decimals(column, decimal.getBitWidth() / Byte.SIZE);
        }
        return switch (type.getTypeID()) {
            case Bool -> new BooleanVectorReader();
            case Utf8, Binary -> new BytesVectorReader(Integer.BYTES, anyLength(column));
            case LargeUtf8, LargeBinary -> new BytesVectorReader(Long.BYTES, anyLength(column));
            case Utf8View, BinaryView -> ScatteredVectorReader.ofViews(anyLength(column));
            case FixedSizeBinary ->
                new FixedBytesVectorReader(
                        column.type_length,
                        column.type_length,
                        null,
                        oneLength(column.type_length, bytesOrder(column)));
            case FloatingPoint ->
                column.type == Type.FIXED_LEN_BYTE_ARRAY
                        ? new FixedBytesVectorReader(
                                Short.BYTES,
                                Short.BYTES,
                                null,
                                oneLength(Short.BYTES, BytesMinMaxStatistics.Order.HALF))
                        : numbers(column, widthOf(column), null);
            case Int -> integers(column, (ArrowType.Int) type);
            case Date ->
                ((ArrowType.Date) type).getUnit() == DateUnit.MILLISECOND
                        ? numbers(column, Long.BYTES, ValueConverters.days())
                        : numbers(column, Integer.BYTES, null);
            case Time ->
                ((ArrowType.Time) type).getUnit() == TimeUnit.SECOND
                        ? numbers(column, Integer.BYTES, ValueConverters.secondsOfDay())
                        : numbers(column, widthOf(column), null);
            case Timestamp -> timestamps(column, (ArrowType.Timestamp) type);
            case Null -> new NullVectorReader(numberValues(column));
            default -> numbers(column, widthOf(column), null);
        };
    }

    private VectorReader integers(SchemaElement column, ArrowType.Int type) {
        return type.getBitWidth() < Integer.SIZE
                ? numbers(column, type.getBitWidth() / Byte.SIZE, ValueConverters.widen(type))
                : numbers(column, widthOf(column), null);
    }

    private VectorReader timestamps(SchemaElement column, ArrowType.Timestamp type) {
        if (column.type == Type.INT96) {
            return new FixedBytesVectorReader(
                    Long.BYTES,
                    INT96,
                    ValueConverters.int96(type.getUnit()),
                    oneLength(INT96, BytesMinMaxStatistics.Order.NONE));
        }
        return numbers(column, Long.BYTES, type.getUnit() == TimeUnit.SECOND ? ValueConverters.secondsOfTime() : null);
    }

    private VectorReader decimals(SchemaElement column, int width) {
        return switch (column.type) {
            case INT32, INT64 -> numbers(column, width, ValueConverters.integers(width, widthOf(column)));
            case FIXED_LEN_BYTE_ARRAY ->
                new FixedBytesVectorReader(
                        width,
                        column.type_length,
                        ValueConverters.bytes(width, column.type_length),
                        oneLength(column.type_length, BytesMinMaxStatistics.Order.SIGNED));
            default -> ScatteredVectorReader.ofDecimals(width, anyLength(BytesMinMaxStatistics.Order.SIGNED));
        };
    }

    private VectorReader numbers(SchemaElement column, int width, @Nullable ValueConverter converter) {
        return new NumberVectorReader(width, widthOf(column), converter, numberValues(column));
    }

    private Supplier<NumberValues> numberValues(SchemaElement column) {
        NumberMinMaxStatistics.Order order = switch (column.type) {
            case FLOAT, DOUBLE -> NumberMinMaxStatistics.Order.FLOATING;
            default -> isUnsigned(column) ? NumberMinMaxStatistics.Order.UNSIGNED : NumberMinMaxStatistics.Order.SIGNED;
        };
        int width = widthOf(column);
        return () -> new NumberValues(width, new NumberMinMaxStatistics(width, order), largestDictionary);
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

    private Supplier<BytesValues> anyLength(BytesMinMaxStatistics.Order order) {
        return () -> BytesValues.ofAnyLength(new BytesMinMaxStatistics(order), largestDictionary);
    }

    private Supplier<BytesValues> oneLength(int width, BytesMinMaxStatistics.Order order) {
        return () -> BytesValues.ofOneLength(width, new BytesMinMaxStatistics(order), largestDictionary);
    }

    /** What is neither text nor plain bytes may have an order of its own, or none. */
    private static BytesMinMaxStatistics.Order bytesOrder(SchemaElement column) {
        if (column.converted_type == ConvertedType.INTERVAL || column.converted_type == ConvertedType.DECIMAL) {
            return BytesMinMaxStatistics.Order.NONE;
        }
        LogicalType logical = column.logicalType;
        if (logical != null && !BYTES.contains(logical.getSetField())) {
            return BytesMinMaxStatistics.Order.NONE;
        }
        if (column.type == Type.FIXED_LEN_BYTE_ARRAY) {
            return BytesMinMaxStatistics.Order.UNSIGNED_FIXED;
        }
        boolean text =
                logical == null ? TEXTS_BEFORE.contains(column.converted_type) : TEXTS.contains(logical.getSetField());
        return text ? BytesMinMaxStatistics.Order.TEXT : BytesMinMaxStatistics.Order.UNSIGNED;
    }
}
