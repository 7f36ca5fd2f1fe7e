package io.partd.shuffle;

import io.partd.expression.SortOrder;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorts records by some of their fields. For one thread. */
final class SortedFields implements SortedCursor {

    private static final int VALUE = 0;
    private static final int NULL = 1;
    private static final int ESCAPED = 0xff;

    private final FieldCursor fields;
    private final List<SortOrder.By> order;
    private final int[] places;
    private final @Nullable RecordWriter writer;
    private byte[] bytes = {};

    /**
     * Makes a cursor.
     *
     * @param places the field of each column of the order
     * @param writer what writes a record; null for the record as it is
     */
    SortedFields(FieldCursor fields, SortOrder order, int[] places, @Nullable RecordWriter writer) {
        this.fields = fields;
        this.order = order.columns();
        this.places = places;
        this.writer = writer;
    }

    @Override
    public void reset(byte[] array, int from, int to) {
        bytes = array;
        fields.reset(array, from, to);
    }

    @Override
    public boolean next() {
        return fields.next();
    }

    @Override
    public void sortKey(OutputStream out) throws IOException {
        for (int i = 0; i < places.length; i++) {
            boolean isNull = fields.isNull(places[i]);
            out.write(isNull ? NULL : VALUE);
            if (!isNull) {
                int mask = order.get(i).descending() ? 0xff : 0;
                if (order.get(i).numeric()) {
                    writeNumber(number(fields, places[i]), mask, out);
                } else {
                    writeText(places[i], mask, out);
                }
            }
        }
    }

    /** Returns the number that a field is. */
    private static double number(FieldCursor fields, int field) {
        BigDecimal number = TextNumber.parse(fields.bytes(field), fields.from(field), fields.to(field));
        if (number == null) {
            throw new IllegalArgumentException("it is sorted by a number, and it is "
                    + TextTest.shown(fields.bytes(field), fields.from(field), fields.to(field)));
        }
        return number.doubleValue();
    }

    /**
     * Checks that a field that has a value can be sorted by.
     *
     * @throws IllegalArgumentException if it cannot
     */
    static void require(FieldCursor fields, int field, boolean numeric) {
        String noText = fields.fault(field);
        if (noText != null) {
            throw new IllegalArgumentException(noText);
        }
        if (numeric) {
            number(fields, field);
        }
    }

    private static void writeNumber(double number, int mask, OutputStream out) throws IOException {
        long bits = Double.doubleToLongBits(number == 0 ? 0 : number);
        long ordered = bits < 0 ? ~bits : bits ^ Long.MIN_VALUE;
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            out.write(((int) (ordered >>> shift) & 0xff) ^ mask);
        }
    }

    /** Writes a text, a zero byte in it as two, and at last two zeros, which come before all that may follow. */
    private void writeText(int field, int mask, OutputStream out) throws IOException {
        byte[] array = fields.bytes(field);
        for (int i = fields.from(field); i < fields.to(field); i++) {
            out.write(array[i] ^ mask);
            if (array[i] == 0) {
                out.write(ESCAPED ^ mask);
            }
        }
        out.write(mask);
        out.write(mask);
    }

    @Override
    public void write(OutputStream out) throws IOException {
        if (writer == null) {
            out.write(bytes, fields.start(), fields.end() - fields.start());
        } else {
            writer.write(fields, out);
        }
        if (bytes[fields.end() - 1] != '\n') {
            out.write('\n');
        }
    }
}
