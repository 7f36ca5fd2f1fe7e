package io.partd.codecs.pickle;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be key of a dict or member of a set, and when two are the same. */
final class Hashing {

    static final long HEAVIEST = Long.MAX_VALUE / 2;

    /** As many bytes at either end of an array as are hashed. */
    private static final int ENDS = 16;

    private Hashing() {}

    static boolean isHashable(@Nullable Object value) {
        if (value instanceof Tuple tuple) {
            return tuple.isHashable();
        }
        if (value instanceof NumpyValue numpy) {
            return numpy.shape().isEmpty();
        }
        return !(value instanceof List
                || value instanceof Map
                || (value instanceof Set && !(value instanceof FrozenSet))
                || value instanceof ByteBuffer
                || value instanceof Slice);
    }

    /**
     * A hash that does not go into what can change, and so neither deep nor in circles, and takes no time that grows
     * with the value.
     */
    static int hash(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return hashOfEnds(bytes);
        }
        if (value instanceof BigInteger integer) {
            return Long.hashCode(integer.longValue()) + integer.bitLength();
        }
        if (value == null || (!(value instanceof Tuple) && !isHashable(value))) {
            return 0;
        }
        return value.hashCode();
    }

    private static int hashOfEnds(byte[] bytes) {
        int hash = bytes.length;
        for (int i = 0; i < Math.min(ENDS, bytes.length); i++) {
            hash = 31 * (31 * hash + bytes[i]) + bytes[bytes.length - 1 - i];
        }
        return hash;
    }

    /** How much there is to hash, or to compare with another value. */
    static long weight(@Nullable Object value) {
        if (value instanceof String text) {
            return text.length();
        }
        if (value instanceof byte[] bytes) {
            return bytes.length;
        }
        if (value instanceof BigInteger integer) {
            return integer.bitLength() / Byte.SIZE;
        }
        if (value instanceof Tuple tuple) {
            return tuple.weight();
        }
        if (value instanceof BytesKey key) {
            return key.array().length;
        }
        return value instanceof FrozenSet set ? set.weight() : 1;
    }

    /** How deep tuples and frozensets are nested in a value. */
    static int height(@Nullable Object value) {
        if (value instanceof Tuple tuple) {
            return tuple.height();
        }
        return value instanceof FrozenSet set ? set.height() : 0;
    }

    /** Returns a value as key of a map or member of a set. */
    static @Nullable Object key(@Nullable Object value) throws IOException {
        if (value instanceof byte[] bytes) {
            return BytesKey.over(bytes);
        }
        if (value == null || value instanceof String || value instanceof Long) {
            return value;
        }
        if (!isHashable(value)) {
            throw new IOException(PythonTypes.describe(value) + (value instanceof Tuple ? " of such as a list" : "")
                    + " cannot be key of a dict or member of a set");
        }
        if (height(value) > PickleLimits.DEEPEST) {
            throw new IOException("a key is nested more than " + PickleLimits.DEEPEST + " deep");
        }
        return value;
    }

    static boolean areEqual(@Nullable Object one, @Nullable Object other) {
        return one instanceof byte[] bytes
                ? other instanceof byte[] others && Arrays.equals(bytes, others)
                : Objects.equals(one, other);
    }

    /** Spreads a hash over all bits. */
    static int mixed(int hash) {
        int mixed = (hash ^ (hash >>> 16)) * 0x7feb352d;
        mixed = (mixed ^ (mixed >>> 15)) * 0x846ca68b;
        return mixed ^ (mixed >>> 16);
    }
}
