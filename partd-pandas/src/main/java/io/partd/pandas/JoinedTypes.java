package io.partd.pandas;

import java.util.Objects;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** Finds a type for the values of two: what pandas would make of them when it joins frames, if Arrow has it. */
final class JoinedTypes {

    private JoinedTypes() {}

    /** Returns a type; null if there is none. */
    static @Nullable ColumnType join(ColumnType one, ColumnType other) {
        ColumnType categories = one.categories();
        ColumnType others = other.categories();
        if (isNull(one) || isNull(other)) {
            return isNull(one) ? other : one;
        }
        if (categories != null || others != null) {
            return categories != null && others != null && one.ordered() == other.ordered()
                    ? ofCategories(categories, others, one.ordered())
                    : null;
        }
        if (one.arrow().equals(other.arrow())) {
            // A dtype of pandas, such as Int64, has all values of NumPy's.
            return Character.isUpperCase(other.numpyType().charAt(0)) ? other : one;
        }
        if (one.arrow() instanceof ArrowType.Timestamp a && other.arrow() instanceof ArrowType.Timestamp b) {
            return Objects.equals(a.getTimezone(), b.getTimezone())
                    ? ColumnType.ofTimestamp(Units.finer(a.getUnit(), b.getUnit()), a.getTimezone())
                    : null;
        }
        if (one.arrow() instanceof ArrowType.Duration a && other.arrow() instanceof ArrowType.Duration b) {
            return ColumnType.ofDuration(Units.finer(a.getUnit(), b.getUnit()));
        }
        if (one.arrow() instanceof ArrowType.Decimal a && other.arrow() instanceof ArrowType.Decimal b) {
            int scale = Math.max(a.getScale(), b.getScale());
            int digits = Math.max(a.getPrecision() - a.getScale(), b.getPrecision() - b.getScale());
            return digits + scale <= DecimalColumn.MOST_DIGITS ? DecimalColumn.type(digits + scale, scale) : null;
        }
        return number(one, other);
    }

    private static boolean isNull(ColumnType type) {
        return type.arrow() instanceof ArrowType.Null;
    }

    private static @Nullable ColumnType ofCategories(ColumnType one, ColumnType other, boolean ordered) {
        ColumnType joined = join(one, other);
        return joined == null ? null : ColumnType.ofCategories(joined, ordered);
    }

    private static @Nullable ColumnType number(ColumnType one, ColumnType other) {
        boolean pandas = Character.isUpperCase(one.numpyType().charAt(0))
                || Character.isUpperCase(other.numpyType().charAt(0));
        ColumnType joined = number(one.arrow(), other.arrow());
        return joined == null || !pandas ? joined : joined.named(joined.pandasName());
    }

    private static @Nullable ColumnType number(ArrowType one, ArrowType other) {
        if (one instanceof ArrowType.Int a && other instanceof ArrowType.Int b) {
            if (a.getIsSigned() == b.getIsSigned()) {
                return ColumnType.ofInteger(Math.max(a.getBitWidth(), b.getBitWidth()), a.getIsSigned());
            }
            int signed = a.getIsSigned() ? a.getBitWidth() : b.getBitWidth();
            int unsigned = a.getIsSigned() ? b.getBitWidth() : a.getBitWidth();
            int bits = Math.max(signed, 2 * unsigned);
            return bits <= Long.SIZE ? ColumnType.ofInteger(bits, true) : ColumnType.ofFloat(Double.SIZE);
        }
        boolean numbers = (one instanceof ArrowType.Int || one instanceof ArrowType.FloatingPoint)
                && (other instanceof ArrowType.Int || other instanceof ArrowType.FloatingPoint);
        return numbers ? ColumnType.ofFloat(bits(one, other)) : null;
    }

    /** Floats of 64 bits, unless both are of fewer. */
    private static int bits(ArrowType one, ArrowType other) {
        boolean few = one instanceof ArrowType.FloatingPoint a
                && other instanceof ArrowType.FloatingPoint b
                && a.getPrecision() != FloatingPointPrecision.DOUBLE
                && b.getPrecision() != FloatingPointPrecision.DOUBLE;
        return few ? Float.SIZE : Double.SIZE;
    }
}
