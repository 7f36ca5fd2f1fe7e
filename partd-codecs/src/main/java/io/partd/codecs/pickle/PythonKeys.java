package io.partd.codecs.pickle;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a map, or members of a set, that is to be written. Python has them all, or the writer refuses: a list
 * cannot be a key there, and numbers that are equal are one key, of whatever type they are.
 */
final class PythonKeys {

    private PythonKeys() {}

    static void require(Set<?> keys) throws IOException {
        Class<?> numberClass = null;
        boolean mixed = false;
        for (Object key : keys) {
            if (key instanceof String) {
                continue;
            }
            Hashing.key(key);
            if (key instanceof Number || key instanceof Boolean) {
                // Java's decimals of other digits, and zeros of either sign, are not equal.
                mixed |= (numberClass != null && numberClass != key.getClass())
                        || key instanceof BigDecimal
                        || key.equals(-0.0)
                        || key.equals(-0.0f);
                numberClass = key.getClass();
            }
        }
        if (mixed) {
            requireDistinct(keys);
        }
    }

    private static void requireDistinct(Set<?> keys) throws IOException {
        Set<BigDecimal> numbers = new HashSet<>();
        for (Object key : keys) {
            BigDecimal number = number(key);
            if (number != null && !numbers.add(number.stripTrailingZeros())) {
                throw new IOException("two keys are the same in Python, " + number + " of different types or signs");
            }
        }
    }

    private static @Nullable BigDecimal number(@Nullable Object key) {
        if (key instanceof Boolean truth) {
            return truth ? BigDecimal.ONE : BigDecimal.ZERO;
        }
        if (key instanceof Double || key instanceof Float) {
            double value = ((Number) key).doubleValue();
            return Double.isFinite(value) ? new BigDecimal(value) : null;
        }
        if (key instanceof BigInteger integer) {
            return new BigDecimal(integer);
        }
        if (key instanceof BigDecimal decimal) {
            return decimal;
        }
        return key instanceof Number number ? BigDecimal.valueOf(number.longValue()) : null;
    }
}
