package io.partd.arrow.shuffle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A key's column in one batch: values, or indices of a dictionary and its values. */
final class KeyColumn {

    private final KeyType type;
    private final ArrayData rows;
    private final @Nullable ArrayData dictionary;
    private final List<ArrayData> structs;

    KeyColumn(KeyType type, ArrayData rows, @Nullable ArrayData dictionary) {
        this(type, List.of(rows), dictionary);
    }

    /** Makes a column within structs, which come before it. */
    KeyColumn(KeyType type, List<ArrayData> path, @Nullable ArrayData dictionary) {
        this.type = type;
        this.rows = path.get(path.size() - 1);
        this.structs = path.subList(0, path.size() - 1);
        this.dictionary = dictionary;
    }

    String name() {
        return rows.field().getName();
    }

    @Nullable
    ArrayData dictionary() {
        return dictionary;
    }

    /** Tells whether the column is within structs. */
    boolean isNested() {
        return !structs.isEmpty();
    }

    boolean isNull(int row) {
        for (ArrayData struct : structs) {
            if (struct.isNull(row)) {
                return true;
            }
        }
        if (dictionary == null) {
            return type.isNull(rows, row);
        }
        return rows.isNull(row) || type.isNull(dictionary, DictionaryIndex.get(rows, row, dictionary.length()));
    }

    /** Returns 0 for each row that is null, and above that a number for each of the dictionary's values. */
    void slots(int from, int to, int[] out) {
        ArrayData values = dictionary;
        if (values != null && rows.nullCount() == 0) {
            DictionaryIndex.get(rows, from, to, values.length(), out);
            for (int i = 0; i < to - from; i++) {
                out[i]++;
            }
            return;
        }
        for (int row = from; row < to; row++) {
            out[row - from] =
                    rows.isNull(row) || values == null ? 0 : DictionaryIndex.get(rows, row, values.length()) + 1;
        }
    }

    /** Puts what is hashed; nothing for null. */
    void hashed(int row, KeyBytes out) {
        if (isNull(row)) {
            return;
        }
        if (dictionary == null) {
            type.hashed(rows, row, out);
        } else {
            type.hashed(dictionary, DictionaryIndex.get(rows, row, dictionary.length()), out);
        }
    }

    /** Puts bytes in the order of values, null before all others. */
    void ordered(int row, KeyBytes out) {
        if (isNull(row)) {
            out.put(0);
            return;
        }
        out.put(1);
        putOrdered(row, out);
    }

    /** Puts bytes in the order of values, or in the opposite one, null after all others in both. */
    void sorted(int row, boolean descending, KeyBytes out) {
        if (isNull(row)) {
            out.put(1);
            return;
        }
        out.put(0);
        int from = out.length();
        putOrdered(row, out);
        if (descending) {
            out.invert(from);
        }
    }

    private void putOrdered(int row, KeyBytes out) {
        if (dictionary == null) {
            type.ordered(rows, row, out);
        } else {
            type.ordered(dictionary, DictionaryIndex.get(rows, row, dictionary.length()), out);
        }
    }

    /** Returns the value as text; null for null. */
    @Nullable
    String text(int row) {
        if (isNull(row)) {
            return null;
        }
        return dictionary == null
                ? type.text(rows, row)
                : type.text(dictionary, DictionaryIndex.get(rows, row, dictionary.length()));
    }
}
