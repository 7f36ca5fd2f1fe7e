package io.partd.codecs.numpy;

import java.util.Set;

/** What the elements of an array are: the letter in the text of a {@link DType}. */
public enum Kind {
    /** Truth values of one byte, {@code b1}. */
    BOOL('b'),

    /** Integers with a sign, {@code i1} to {@code i8}. */
    INTEGER('i'),

    /** Integers without a sign, {@code u1} to {@code u8}. */
    UNSIGNED('u'),

    /** Floating-point numbers, {@code f2} to {@code f8}; {@code f12} and {@code f16} are C's long double. */
    FLOAT('f'),

    /** Pairs of floating-point numbers, {@code c8} and {@code c16}; {@code c24} and {@code c32} of long doubles. */
    COMPLEX('c'),

    /** Spans of time in a unit, {@code m8[s]}. */
    TIMEDELTA('m'),

    /** Times in a unit since 1970, {@code M8[ns]}. */
    DATETIME('M'),

    /** Bytes of one length, {@code S3}; shorter ones are filled up with zeros. */
    BYTES('S'),

    /** Texts of one length, four bytes to a code point, {@code U5}; shorter ones are filled up with zeros. */
    UNICODE('U'),

    /** Records of one length, {@code V12}: structures whose fields are not known. */
    VOID('V'),

    /** Any Python objects, {@code O}. */
    OBJECT('O');

    private final char letter;

    Kind(char letter) {
        this.letter = letter;
    }

    /** Returns the letter in a dtype's text. */
    public char letter() {
        return letter;
    }

    /** Returns the sizes that elements can have, in bytes; none if they can have any. */
    Set<Integer> sizes() {
        return switch (this) {
            case BOOL -> Set.of(1);
            case INTEGER, UNSIGNED -> Set.of(1, 2, 4, 8);
            case FLOAT -> Set.of(2, 4, 8, 12, 16);
            case COMPLEX -> Set.of(8, 16, 24, 32);
            case TIMEDELTA, DATETIME -> Set.of(8);
            case BYTES, UNICODE, VOID, OBJECT -> Set.of();
        };
    }

    boolean isTime() {
        return this == TIMEDELTA || this == DATETIME;
    }

    boolean isInteger() {
        return this == INTEGER || this == UNSIGNED || isTime();
    }

    /** How many bytes the number in a dtype's text stands for. */
    int bytesPerCount() {
        return this == UNICODE ? Integer.BYTES : 1;
    }

    /** How much of an element is in one byte order. */
    int bytesPerPart(int itemSize) {
        return switch (this) {
            case COMPLEX -> itemSize / 2;
            case UNICODE -> Integer.BYTES;
            case BYTES, VOID, OBJECT -> 1;
            default -> itemSize;
        };
    }
}
