package io.partd.arrow.shuffle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** The order of whole numbers beside any number, exactly. */
final class LongOrder {

    private final long floor;
    /** The order of all numbers, if the other is out of their range. */
    private final int always;
    /** The order of the floor itself: it is less than the number if that has a fraction. */
    private final int atFloor;

    LongOrder(BigDecimal number) {
        BigInteger whole = number.setScale(0, RoundingMode.FLOOR).toBigInteger();
        boolean fits = whole.bitLength() < Long.SIZE;
        floor = fits ? whole.longValue() : 0;
        always = fits ? 0 : -whole.signum();
        atFloor = number.compareTo(new BigDecimal(whole)) == 0 ? 0 : -1;
    }

    /** Returns the order of a number beside the other. */
    int of(long value) {
        if (always != 0) {
            return always;
        }
        return value == floor ? atFloor : Long.compare(value, floor);
    }
}
