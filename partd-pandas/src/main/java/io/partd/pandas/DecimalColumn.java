package io.partd.pandas;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/** A column of decimal numbers, of as many digits as they need together. */
record DecimalColumn(ColumnType type, List<@Nullable BigDecimal> values) implements Column {

    static final int MOST_DIGITS = 76;
    private static final int MOST_OF_128_BITS = 38;

    /**
     * Makes a column.
     *
     * @throws IOException if no decimal type of Arrow has all values
     */
    static DecimalColumn of(List<@Nullable BigDecimal> values) throws IOException {
        int scale = 0;
        long digits = 1;
        for (BigDecimal value : values) {
            if (value != null) {
                scale = Math.max(scale, value.scale());
                digits = Math.max(digits, (long) value.precision() - value.scale());
            }
        }
        long precision = digits + scale;
        if (precision > MOST_DIGITS) {
            throw new IOException("decimal numbers of " + digits + " digits before the point and " + scale
                    + " after it; Arrow's have at most " + MOST_DIGITS + " together");
        }
        return new DecimalColumn(type((int) precision, scale), values);
    }

    static ColumnType type(int precision, int scale) {
        return ColumnType.of(
                new ArrowType.Decimal(precision, scale, precision <= MOST_OF_128_BITS ? 128 : 256),
                "decimal",
                "object");
    }

    @Override
    public int rows() {
        return values.size();
    }

    @Override
    public Column take(int[] places, MemoryBudget memory) throws IOException {
        memory.take((long) Long.BYTES * places.length);
        List<@Nullable BigDecimal> taken = new ArrayList<>(places.length);
        for (int place : places) {
            taken.add(place < 0 ? null : values.get(place));
        }
        return new DecimalColumn(type, taken);
    }

    @Override
    public Column as(ColumnType wanted) {
        return new DecimalColumn(wanted, values);
    }

    @Override
    public @Nullable Object objectAt(int row) {
        return values.get(row);
    }

    @Override
    public void fill(FieldVector vector) {
        int scale = ((ArrowType.Decimal) type.arrow()).getScale();
        vector.setInitialCapacity(values.size());
        vector.allocateNew();
        for (int i = 0; i < values.size(); i++) {
            BigDecimal value = values.get(i);
            if (value != null && vector instanceof DecimalVector decimals) {
                decimals.set(i, value.setScale(scale));
            } else if (value != null) {
                ((Decimal256Vector) vector).set(i, value.setScale(scale));
            }
        }
        vector.setValueCount(values.size());
    }
}
