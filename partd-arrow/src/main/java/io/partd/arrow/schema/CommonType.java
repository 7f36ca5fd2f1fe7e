package io.partd.arrow.schema;

import java.util.Objects;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * The least type that takes the values of two. It is the same whichever comes first, and of three whichever two come
 * first. Of 64-bit integers beside unsigned or floating point ones, and of times in finer units, it takes most values
 * only; {@link VectorCast} refuses the others.
 */
final class CommonType {

    private static final int MOST_DIGITS_128 = 38;
    private static final int MOST_DIGITS_256 = 76;

    private CommonType() {}

    /** Returns the type; null if there is none. */
    static @Nullable ArrowType of(ArrowType a, ArrowType b) {
        if (a.equals(b)) {
            return a;
        }
        return switch (a.getTypeID()) {
            case Int -> b instanceof ArrowType.Int int2 ? integer((ArrowType.Int) a, int2) : number(b);
            case FloatingPoint ->
                b instanceof ArrowType.FloatingPoint float2 ? wider((ArrowType.FloatingPoint) a, float2) : number(a, b);
            case Decimal -> b instanceof ArrowType.Decimal decimal2 ? decimal((ArrowType.Decimal) a, decimal2) : null;
            case Utf8, LargeUtf8, Utf8View -> isText(b) ? ArrowType.LargeUtf8.INSTANCE : null;
            case Binary, LargeBinary, BinaryView -> isBinary(b) ? ArrowType.LargeBinary.INSTANCE : null;
            case Date -> b instanceof ArrowType.Date ? new ArrowType.Date(DateUnit.MILLISECOND) : null;
            case Time ->
                b instanceof ArrowType.Time time2 ? time(finer(((ArrowType.Time) a).getUnit(), time2.getUnit())) : null;
            case Timestamp ->
                b instanceof ArrowType.Timestamp timestamp2 ? timestamp((ArrowType.Timestamp) a, timestamp2) : null;
            case Duration ->
                b instanceof ArrowType.Duration duration2
                        ? new ArrowType.Duration(finer(((ArrowType.Duration) a).getUnit(), duration2.getUnit()))
                        : null;
            case Map -> b instanceof ArrowType.Map ? new ArrowType.Map(false) : null;
            case List, LargeList, FixedSizeList -> isList(b) ? list(a, b) : null;
            default -> null;
        };
    }

    /** Signed if one is. Of unsigned ones beside signed ones, twice as wide, up to 64 bits. */
    static ArrowType.Int integer(ArrowType.Int a, ArrowType.Int b) {
        boolean signed = a.getIsSigned() || b.getIsSigned();
        return new ArrowType.Int(Math.max(width(a, signed), width(b, signed)), signed);
    }

    private static int width(ArrowType.Int type, boolean signed) {
        return signed && !type.getIsSigned() ? Math.min(64, 2 * type.getBitWidth()) : type.getBitWidth();
    }

    /** Of an integer beside another type. */
    private static @Nullable ArrowType number(ArrowType other) {
        return other instanceof ArrowType.FloatingPoint
                ? new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE)
                : null;
    }

    /** Of floating point beside another type. */
    private static @Nullable ArrowType number(ArrowType floating, ArrowType other) {
        return other instanceof ArrowType.Int ? number(floating) : null;
    }

    private static ArrowType wider(ArrowType.FloatingPoint a, ArrowType.FloatingPoint b) {
        return a.getPrecision().compareTo(b.getPrecision()) > 0 ? a : b;
    }

    private static @Nullable ArrowType decimal(ArrowType.Decimal a, ArrowType.Decimal b) {
        int scale = Math.max(a.getScale(), b.getScale());
        int precision = scale + Math.max(a.getPrecision() - a.getScale(), b.getPrecision() - b.getScale());
        if (precision > MOST_DIGITS_256) {
            return null;
        }
        int least = precision > MOST_DIGITS_128 ? 256 : 128;
        return new ArrowType.Decimal(precision, scale, Math.max(least, Math.max(a.getBitWidth(), b.getBitWidth())));
    }

    private static boolean isText(ArrowType type) {
        return type instanceof ArrowType.Utf8
                || type instanceof ArrowType.LargeUtf8
                || type instanceof ArrowType.Utf8View;
    }

    private static boolean isBinary(ArrowType type) {
        return type instanceof ArrowType.Binary
                || type instanceof ArrowType.LargeBinary
                || type instanceof ArrowType.BinaryView;
    }

    private static boolean isList(ArrowType type) {
        return type instanceof ArrowType.List
                || type instanceof ArrowType.LargeList
                || type instanceof ArrowType.FixedSizeList;
    }

    private static ArrowType list(ArrowType a, ArrowType b) {
        boolean large = a instanceof ArrowType.LargeList || b instanceof ArrowType.LargeList;
        return large ? ArrowType.LargeList.INSTANCE : ArrowType.List.INSTANCE;
    }

    private static TimeUnit finer(TimeUnit a, TimeUnit b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static ArrowType time(TimeUnit unit) {
        return new ArrowType.Time(unit, unit.compareTo(TimeUnit.MILLISECOND) > 0 ? 64 : 32);
    }

    private static @Nullable ArrowType timestamp(ArrowType.Timestamp a, ArrowType.Timestamp b) {
        return zone(a).equals(zone(b))
                ? new ArrowType.Timestamp(finer(a.getUnit(), b.getUnit()), a.getTimezone())
                : null;
    }

    private static String zone(ArrowType.Timestamp type) {
        return Objects.requireNonNullElse(type.getTimezone(), "");
    }
}
