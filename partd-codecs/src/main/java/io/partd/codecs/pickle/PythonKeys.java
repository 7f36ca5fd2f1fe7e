package io.partd.codecs.pickle;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one map, or members of one set, that is being written. Python has them all, or the writer refuses: a list
 * cannot be a key there, and numbers that are equal are one key, of whatever type they are.
 */
final class PythonKeys {

    private @Nullable Class<?> numberClass;
    private boolean mixed;
    private final Set<BigDecimal> numbers = new HashSet<>();

    /** Returns a key as it is. */
    @Nullable
    Object add(@Nullable Object key) throws IOException {
        if (key instanceof String) {
            return key;
        }
        Hashing.key(key);
        BigDecimal number = number(key);
        if (number != null && key != null) {
            mixed |= numberClass != null && numberClass != key.getClass();
            numberClass = key.getClass();
            if (!numbers.add(number.stripTrailingZeros()) && mixed) {
                throw new IOException("two keys are the same in Python, one of them " + key + " of " + key.getClass());
            }
        }
        return key;
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
