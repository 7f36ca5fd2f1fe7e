package io.partd.codecs.numpy;

/** Floating-point numbers of 16 bits (IEEE 754 binary16), which Java has no type for. */
public final class Half {

    private static final int FRACTION_BITS = 10;
    private static final int BIAS = 15;
    private static final int HIGHEST_EXPONENT = 31;
    private static final int INFINITY = HIGHEST_EXPONENT << FRACTION_BITS;
    private static final int QUIET = 1 << (FRACTION_BITS - 1);
    private static final int SMALLEST_EXPONENT = 1 - BIAS - FRACTION_BITS;
    private static final int FLOAT_SHIFT = 23 - FRACTION_BITS;
    private static final int DOUBLE_SHIFT = 52 - FRACTION_BITS;

    private Half() {}

    /** Returns the number that 16 bits stand for, exactly. */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = (bits >> FRACTION_BITS) & HIGHEST_EXPONENT;
        int fraction = bits & ((1 << FRACTION_BITS) - 1);
        if (exponent == HIGHEST_EXPONENT) {
            return Float.intBitsToFloat(sign | 0x7f800000 | fraction << FLOAT_SHIFT);
        }
        if (exponent == 0) {
            float magnitude = Math.scalb((float) fraction, SMALLEST_EXPONENT);
            return sign == 0 ? magnitude : -magnitude;
        }
        return Float.intBitsToFloat(sign | (exponent - BIAS + 127) << 23 | fraction << FLOAT_SHIFT);
    }

    /**
     * Returns the bits of the nearest number there is; of two as near, of the one that ends in an even bit. What is too
     * large is infinite.
     */
    public static short fromDouble(double value) {
        long bits = Double.doubleToRawLongBits(value);
        int sign = (int) (bits >>> 48) & 0x8000;
        return (short) (sign | magnitude(Math.abs(value), bits));
    }

    private static int magnitude(double value, long bits) {
        if (Double.isNaN(value)) {
            int payload = (int) (bits >>> DOUBLE_SHIFT) & ((1 << FRACTION_BITS) - 1);
            return INFINITY | (payload == 0 ? QUIET : payload);
        }
        int exponent = Math.getExponent(value);
        if (exponent > BIAS) {
            return INFINITY;
        }
        if (exponent < 1 - BIAS) {
            // So small that the bits count steps of one size; Math.rint rounds to even, and may reach the next size.
            return (int) Math.rint(Math.scalb(value, -SMALLEST_EXPONENT));
        }
        int steps = (int) Math.rint(Math.scalb(value, FRACTION_BITS - exponent));
        return ((exponent + BIAS - 1) << FRACTION_BITS) + steps;
    }
}
