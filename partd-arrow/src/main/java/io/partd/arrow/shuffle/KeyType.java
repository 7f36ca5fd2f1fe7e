package io.partd.arrow.shuffle;

/** What a value of a column means as a key. Values are never null here. */
interface KeyType {

    /** Puts the bytes that are hashed. They are documented, and never change. */
    void hashed(Chunk values, int row, KeyBytes out);

    /** Puts bytes that are ordered, compared as unsigned, as the values are; none is the beginning of another's. */
    void ordered(Chunk values, int row, KeyBytes out);

    /**
     * Returns the value as text.
     *
     * @throws IllegalArgumentException if there is none
     */
    String text(Chunk values, int row);
}
