package io.partd.shuffle;

/**
 * What becomes of rows whose key, or one of several, has no value: of null, of an empty field of CSV, of a member that
 * an object of JSON lacks.
 */
public enum NullKeys {
    /** They are in a partition of their own, that of the empty text. */
    PARTITION,
    /** They are left out. */
    DROP,
    /** They are faults. */
    ERROR
}
