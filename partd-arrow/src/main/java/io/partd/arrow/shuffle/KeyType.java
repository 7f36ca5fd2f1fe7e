package io.partd.arrow.shuffle;

/** What a value of a column means as a key. */
interface KeyType {

    /** Tells whether a value is null; the others are asked of values that are not. */
    default boolean isNull(ArrayData values, int row) {
        return values.isNull(row);
    }

    /** Puts the bytes that are hashed. They are documented, and never change. */
    void hashed(ArrayData values, int row, KeyBytes out);

    /** Puts bytes that are ordered, compared as unsigned, as the values are; none is the beginning of another's. */
    void ordered(ArrayData values, int row, KeyBytes out);

    /**
     * Returns the value as text: the bytes that are hashed as UTF-8, if a type does not say otherwise.
     *
     * @throws IllegalArgumentException if there is none
     */
    default String text(ArrayData values, int row) {
        KeyBytes bytes = new KeyBytes();
        hashed(values, row, bytes);
        return bytes.utf8();
    }
}
