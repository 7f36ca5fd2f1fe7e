package io.partd.shuffle;

import io.partd.expression.KeyExpression;
import io.partd.expression.KeyFunction;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Makes the key of a record from its fields. For one thread. */
final class TextKeys {

    private final List<KeyExpression> keys;
    private final int[] fields;
    private final NullKeys nullKeys;
    private final RowBytes made = new RowBytes();

    private byte[] bytes = {};
    private int from;
    private int to;

    /**
     * Takes the keys.
     *
     * @param fields the field of each
     */
    TextKeys(List<KeyExpression> keys, int[] fields, NullKeys nullKeys) {
        this.keys = keys;
        this.fields = fields;
        this.nullKeys = nullKeys;
    }

    /**
     * Makes the key of the cursor's record; returns false if the record is not wanted without one.
     *
     * @throws IllegalArgumentException if it has none
     */
    boolean make(FieldCursor row) {
        if (nullKeys == NullKeys.DROP && hasNull(row)) {
            return false;
        }
        made.clear();
        if (keys.size() == 1) {
            makeOne(row);
            return true;
        }
        for (int i = 0; i < fields.length; i++) {
            int begun = made.beginPart();
            make(row, i);
            made.endPart(begun);
        }
        bytes = made.bytes();
        from = 0;
        to = made.length();
        return true;
    }

    private boolean hasNull(FieldCursor row) {
        for (int field : fields) {
            if (row.isNull(field)) {
                return true;
            }
        }
        return false;
    }

    /** Makes the only key, without a copy if it is the field itself. */
    private void makeOne(FieldCursor row) {
        if (keys.get(0).function() == KeyFunction.IDENTITY && hasText(row, 0)) {
            bytes = row.bytes(fields[0]);
            from = row.from(fields[0]);
            to = row.to(fields[0]);
            return;
        }
        make(row, 0);
        bytes = made.bytes();
        from = 0;
        to = made.length();
    }

    /** Tells whether there is a value; checks that it is text, and allowed to be missing. */
    private boolean hasText(FieldCursor row, int key) {
        if (row.isNull(fields[key])) {
            if (nullKeys == NullKeys.ERROR) {
                throw new IllegalArgumentException("key '" + keys.get(key) + "' has no value");
            }
            return false;
        }
        String noText = row.fault(fields[key]);
        if (noText != null) {
            throw new IllegalArgumentException(noText);
        }
        return true;
    }

    private void make(FieldCursor row, int number) {
        if (!hasText(row, number)) {
            return;
        }
        KeyExpression key = keys.get(number);
        byte[] text = row.bytes(fields[number]);
        int begin = row.from(fields[number]);
        int end = row.to(fields[number]);
        switch (key.function()) {
            case IDENTITY -> made.write(text, begin, end - begin);
            case PREFIX -> made.write(text, begin, key.prefixEnd(text, begin, end) - begin);
            case BUCKET -> put(key.bucket(number(text, begin, end, key)));
            case YEAR, MONTH, DAY, HOUR -> {
                KeyFunction unit = key.function();
                put(unit.text(unit.number(
                        TextTest.time(text, begin, end, key.toString()).second())));
            }
        }
    }

    private static BigDecimal number(byte[] text, int begin, int end, KeyExpression key) {
        BigDecimal number = TextNumber.parse(text, begin, end);
        if (number == null) {
            throw new IllegalArgumentException(
                    "key '" + key + "' needs a number, and it is " + TextTest.shown(text, begin, end));
        }
        return number;
    }

    private void put(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        made.write(ascii, 0, ascii.length);
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }
}
