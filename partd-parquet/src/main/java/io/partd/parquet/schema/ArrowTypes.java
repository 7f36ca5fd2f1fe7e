package io.partd.parquet.schema;

import java.math.BigInteger;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.DecimalType;
import org.apache.parquet.format.Float16Type;
import org.apache.parquet.format.IntType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.MilliSeconds;
import org.apache.parquet.format.NanoSeconds;
import org.apache.parquet.format.NullType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/** Maps Arrow's types without children to Parquet's. */
final class ArrowTypes {

    private ArrowTypes() {}

    /** Sets the type of an element. */
    static void describe(SchemaElement element, Field field) {
        ArrowType type = field.getType() instanceof ArrowType.ExtensionType e ? e.storageType() : field.getType();
        switch (type.getTypeID()) {
            case Null -> set(element, Type.INT32, LogicalType.UNKNOWN(new NullType()));
            case Bool -> element.setType(Type.BOOLEAN);
            case Int -> integer(element, (ArrowType.Int) type);
            case FloatingPoint -> floating(element, (ArrowType.FloatingPoint) type);
            case Decimal -> decimal(element, (ArrowType.Decimal) type, field);
            case Utf8, LargeUtf8, Utf8View -> {
                set(element, Type.BYTE_ARRAY, LogicalType.STRING(new StringType()));
                element.setConverted_type(ConvertedType.UTF8);
            }
            case Binary, LargeBinary, BinaryView -> element.setType(Type.BYTE_ARRAY);
            case FixedSizeBinary -> fixed(element, ((ArrowType.FixedSizeBinary) type).getByteWidth(), field);
            case Date -> {
                set(element, Type.INT32, LogicalType.DATE(new DateType()));
                element.setConverted_type(ConvertedType.DATE);
            }
            case Time -> time(element, (ArrowType.Time) type);
            case Timestamp -> timestamp(element, (ArrowType.Timestamp) type);
            case Duration -> element.setType(Type.INT64);
            default ->
                throw new IllegalArgumentException(
                        "the field '" + field.getName() + "' is of the type " + type + ", which Parquet does not have");
        }
    }

    private static void set(SchemaElement element, Type type, LogicalType logical) {
        element.setType(type);
        element.setLogicalType(logical);
    }

    private static void integer(SchemaElement element, ArrowType.Int type) {
        int bits = type.getBitWidth();
        element.setType(bits == Long.SIZE ? Type.INT64 : Type.INT32);
        if (!type.getIsSigned() || bits < Integer.SIZE) {
            element.setLogicalType(LogicalType.INTEGER(new IntType((byte) bits, type.getIsSigned())));
            element.setConverted_type(ConvertedType.valueOf((type.getIsSigned() ? "INT_" : "UINT_") + bits));
        }
    }

    private static void floating(SchemaElement element, ArrowType.FloatingPoint type) {
        switch (type.getPrecision()) {
            case HALF -> {
                set(element, Type.FIXED_LEN_BYTE_ARRAY, LogicalType.FLOAT16(new Float16Type()));
                element.setType_length(Short.BYTES);
            }
            case SINGLE -> element.setType(Type.FLOAT);
            case DOUBLE -> element.setType(Type.DOUBLE);
        }
    }

    private static void decimal(SchemaElement element, ArrowType.Decimal type, Field field) {
        if (type.getScale() < 0 || type.getScale() > type.getPrecision()) {
            throw new IllegalArgumentException("the field '" + field.getName() + "' has decimals of "
                    + type.getPrecision() + " digits, " + type.getScale()
                    + " of them behind the point; Parquet has from 0 to all of them there");
        }
        set(
                element,
                Type.FIXED_LEN_BYTE_ARRAY,
                LogicalType.DECIMAL(new DecimalType(type.getScale(), type.getPrecision())));
        element.setConverted_type(ConvertedType.DECIMAL);
        element.setPrecision(type.getPrecision());
        element.setScale(type.getScale());
        // A bit more than the largest number has, for the sign.
        element.setType_length(
                BigInteger.TEN.pow(type.getPrecision()).subtract(BigInteger.ONE).bitLength() / Byte.SIZE + 1);
    }

    private static void fixed(SchemaElement element, int width, Field field) {
        if (width < 1) {
            throw new IllegalArgumentException(
                    "the field '" + field.getName() + "' has values of no bytes, which Parquet cannot have");
        }
        element.setType(Type.FIXED_LEN_BYTE_ARRAY);
        element.setType_length(width);
    }

    private static void time(SchemaElement element, ArrowType.Time type) {
        switch (type.getUnit()) {
            case SECOND, MILLISECOND -> set(element, Type.INT32, LogicalType.TIME(new TimeType(false, millis())));
            case MICROSECOND -> set(element, Type.INT64, LogicalType.TIME(new TimeType(false, micros())));
            case NANOSECOND -> set(element, Type.INT64, LogicalType.TIME(new TimeType(false, nanos())));
        }
    }

    private static void timestamp(SchemaElement element, ArrowType.Timestamp type) {
        boolean utc = type.getTimezone() != null;
        switch (type.getUnit()) {
            case SECOND, MILLISECOND -> {
                set(element, Type.INT64, LogicalType.TIMESTAMP(new TimestampType(utc, millis())));
                if (utc) {
                    element.setConverted_type(ConvertedType.TIMESTAMP_MILLIS);
                }
            }
            case MICROSECOND -> {
                set(element, Type.INT64, LogicalType.TIMESTAMP(new TimestampType(utc, micros())));
                if (utc) {
                    element.setConverted_type(ConvertedType.TIMESTAMP_MICROS);
                }
            }
            case NANOSECOND -> set(element, Type.INT64, LogicalType.TIMESTAMP(new TimestampType(utc, nanos())));
        }
    }

    private static TimeUnit millis() {
        return TimeUnit.MILLIS(new MilliSeconds());
    }

    private static TimeUnit micros() {
        return TimeUnit.MICROS(new MicroSeconds());
    }

    private static TimeUnit nanos() {
        return TimeUnit.NANOS(new NanoSeconds());
    }
}
