package io.partd.parquet.schema;

/**
 * What levels mean for a node.
 *
 * @param repetition the repetition level of the innermost list around it
 * @param slot the definition level from which on there is a slot for it
 * @param defined the definition level from which on there is a value
 */
public record Levels(int repetition, int slot, int defined) {

    /** Those of the root. */
    static final Levels ROOT = new Levels(0, 0, 0);

    /** Returns those of a field within a value of these. */
    Levels within(boolean optional) {
        return new Levels(repetition, slot, optional ? defined + 1 : defined);
    }

    /** Returns those of an element, which is never null, of a list of these. */
    Levels element() {
        return new Levels(repetition + 1, defined + 1, defined + 1);
    }
}
