package io.partd.parquet.schema;

import io.partd.CorruptDataException;
import java.io.IOException;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/**
 * Maps the types of a file's columns to Arrow's. A logical type that does not fit the physical one is ignored: the
 * values are read by the physical type.
 */
final class LeafTypes {

    /** More precision than Arrow has. */
    private static final int MOST_DIGITS = 76;

    private static final int MOST_DIGITS_128 = 38;
    private static final int LONGEST_FIXED = 1 << 24;
    private static final String UTC = "UTC";

    private LeafTypes() {}

    static ArrowType read(SchemaElement column, String name, Int96 int96) throws IOException {
        LogicalType logical = logical(column);
        if (column.type == Type.FIXED_LEN_BYTE_ARRAY
                && (column.type_length < 1 || column.type_length > LONGEST_FIXED)) {
            throw new CorruptDataException("the column '" + name + "' has values of " + column.type_length
                    + " bytes; possible are 1 to " + LONGEST_FIXED);
        }
        if (logical != null) {
            if (logical.getSetField() == LogicalType._Fields.UNKNOWN) {
                return new ArrowType.Null();
            }
            if (logical.getSetField() == LogicalType._Fields.DECIMAL) {
                ArrowType decimal = decimal(column, logical.getDECIMAL().precision, logical.getDECIMAL().scale, name);
                if (decimal != null) {
                    return decimal;
                }
            }
        }
        ArrowType type = logical == null ? null : logicalType(column, logical);
        return type == null ? physicalType(column, int96) : type;
    }

    /** Returns the logical type, also if it is written in the older way. */
    private static @Nullable LogicalType logical(SchemaElement column) {
        if (column.logicalType != null && column.logicalType.getSetField() != null) {
            return column.logicalType;
        }
        return column.converted_type == null ? null : ConvertedTypes.logical(column.converted_type, column);
    }

    private static @Nullable ArrowType decimal(SchemaElement column, int precision, int scale, String name)
            throws IOException {
        boolean fits = switch (column.type) {
            case INT32 -> precision <= 9;
            case INT64 -> precision <= 18;
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> true;
            case BOOLEAN, INT96, FLOAT, DOUBLE -> false;
        };
        if (!fits || precision < 1 || scale < 0 || scale > precision) {
            return null;
        }
        if (precision > MOST_DIGITS) {
            throw new IOException("the column '" + name + "' has decimals of " + precision + " digits; at most "
                    + MOST_DIGITS + " are supported");
        }
        return new ArrowType.Decimal(precision, scale, precision <= MOST_DIGITS_128 ? 128 : 256);
    }

    private static @Nullable ArrowType logicalType(SchemaElement column, LogicalType logical) {
        return switch (column.type) {
            case INT32 -> int32(logical);
            case INT64 -> int64(logical);
            case BYTE_ARRAY ->
                switch (logical.getSetField()) {
                    case STRING, ENUM, JSON -> new ArrowType.Utf8();
                    default -> null;
                };
            case FIXED_LEN_BYTE_ARRAY ->
                logical.getSetField() == LogicalType._Fields.FLOAT16 && column.type_length == Short.BYTES
                        ? new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)
                        : null;
            case BOOLEAN, INT96, FLOAT, DOUBLE -> null;
        };
    }

    private static @Nullable ArrowType int32(LogicalType logical) {
        return switch (logical.getSetField()) {
            case DATE -> new ArrowType.Date(DateUnit.DAY);
            case TIME -> {
                TimeType time = logical.getTIME();
                yield time.unit.isSetMILLIS() ? new ArrowType.Time(TimeUnit.MILLISECOND, Integer.SIZE) : null;
            }
            case INTEGER -> {
                IntType type = logical.getINTEGER();
                yield type.bitWidth == 8 || type.bitWidth == 16 || type.bitWidth == 32
                        ? new ArrowType.Int(type.bitWidth, type.isSigned)
                        : null;
            }
            default -> null;
        };
    }

    private static @Nullable ArrowType int64(LogicalType logical) {
        return switch (logical.getSetField()) {
            case TIME -> {
                TimeType time = logical.getTIME();
                yield time.unit.isSetMICROS()
                        ? new ArrowType.Time(TimeUnit.MICROSECOND, Long.SIZE)
                        : time.unit.isSetNANOS() ? new ArrowType.Time(TimeUnit.NANOSECOND, Long.SIZE) : null;
            }
            case TIMESTAMP -> timestamp(logical.getTIMESTAMP());
            case INTEGER -> {
                IntType type = logical.getINTEGER();
                yield type.bitWidth == Long.SIZE ? new ArrowType.Int(Long.SIZE, type.isSigned) : null;
            }
            default -> null;
        };
    }

    private static @Nullable ArrowType timestamp(TimestampType type) {
        String zone = type.isAdjustedToUTC ? UTC : null;
        if (type.unit.isSetMILLIS()) {
            return new ArrowType.Timestamp(TimeUnit.MILLISECOND, zone);
        }
        if (type.unit.isSetMICROS()) {
            return new ArrowType.Timestamp(TimeUnit.MICROSECOND, zone);
        }
        return type.unit.isSetNANOS() ? new ArrowType.Timestamp(TimeUnit.NANOSECOND, zone) : null;
    }

    private static ArrowType physicalType(SchemaElement column, Int96 int96) {
        return switch (column.type) {
            case BOOLEAN -> new ArrowType.Bool();
            case INT32 -> new ArrowType.Int(Integer.SIZE, true);
            case INT64 -> new ArrowType.Int(Long.SIZE, true);
            case INT96 -> new ArrowType.Timestamp(int96.unit(), null);
            case FLOAT -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case DOUBLE -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case BYTE_ARRAY -> new ArrowType.Binary();
            case FIXED_LEN_BYTE_ARRAY -> new ArrowType.FixedSizeBinary(column.type_length);
        };
    }

    /** The older way to write logical types. */
    private static final class ConvertedTypes {

        private ConvertedTypes() {}

        static @Nullable LogicalType logical(ConvertedType type, SchemaElement column) {
            return switch (type) {
                case UTF8 -> LogicalType.STRING(new org.apache.parquet.format.StringType());
                case ENUM -> LogicalType.ENUM(new org.apache.parquet.format.EnumType());
                case JSON -> LogicalType.JSON(new org.apache.parquet.format.JsonType());
                case BSON -> LogicalType.BSON(new org.apache.parquet.format.BsonType());
                case DATE -> LogicalType.DATE(new org.apache.parquet.format.DateType());
                case DECIMAL ->
                    LogicalType.DECIMAL(new org.apache.parquet.format.DecimalType(column.scale, column.precision));
                case TIME_MILLIS -> LogicalType.TIME(new TimeType(true, millis()));
                case TIME_MICROS -> LogicalType.TIME(new TimeType(true, micros()));
                case TIMESTAMP_MILLIS -> LogicalType.TIMESTAMP(new TimestampType(true, millis()));
                case TIMESTAMP_MICROS -> LogicalType.TIMESTAMP(new TimestampType(true, micros()));
                case UINT_8 -> integer(8, false);
                case UINT_16 -> integer(16, false);
                case UINT_32 -> integer(32, false);
                case UINT_64 -> integer(64, false);
                case INT_8 -> integer(8, true);
                case INT_16 -> integer(16, true);
                case INT_32 -> integer(32, true);
                case INT_64 -> integer(64, true);
                case MAP, MAP_KEY_VALUE, LIST, INTERVAL -> null;
            };
        }

        private static LogicalType integer(int bits, boolean signed) {
            return LogicalType.INTEGER(new IntType((byte) bits, signed));
        }

        private static org.apache.parquet.format.TimeUnit millis() {
            return org.apache.parquet.format.TimeUnit.MILLIS(new org.apache.parquet.format.MilliSeconds());
        }

        private static org.apache.parquet.format.TimeUnit micros() {
            return org.apache.parquet.format.TimeUnit.MICROS(new org.apache.parquet.format.MicroSeconds());
        }
    }
}
