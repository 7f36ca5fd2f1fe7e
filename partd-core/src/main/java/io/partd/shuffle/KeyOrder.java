package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;

/** The order of keys in range partitions. */
interface KeyOrder<B> extends Comparator<B> {

    /** The order of unsigned bytes, which for UTF-8 is that of code points. */
    KeyOrder<byte[]> TEXT = new KeyOrder<>() {

        private static final int LONGEST_BOUND = 4 << 10;

        @Override
        public byte[] read(byte[] bytes, int from, int to) {
            return Arrays.copyOfRange(bytes, from, to);
        }

        @Override
        public byte[] bound(byte[] key) {
            return key.length <= LONGEST_BOUND ? key : Arrays.copyOf(key, LONGEST_BOUND);
        }

        @Override
        public byte[] bytes(byte[] bound) {
            return bound.clone();
        }

        @Override
        public int size(byte[] key) {
            return key.length;
        }

        @Override
        public int compare(byte[] a, byte[] b) {
            return Arrays.compareUnsigned(a, b);
        }
    };

    /** The order of decimal numbers, with or without an exponent. An empty key comes before all numbers. */
    KeyOrder<Double> NUMERIC = new KeyOrder<>() {

        /** A number that is read as infinite. */
        private static final String LARGEST = "1e999";

        private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

        @Override
        public Double read(byte[] bytes, int from, int to) throws InvalidKeyException {
            String text = new String(bytes, from, to - from, StandardCharsets.UTF_8).strip();
            if (text.isEmpty()) {
                return Double.NEGATIVE_INFINITY;
            }
            if (!DECIMAL.matcher(text).matches()) {
                throw new InvalidKeyException(text, "it is not a number, as a numeric range needs");
            }
            return Double.parseDouble(text);
        }

        @Override
        public byte[] bytes(Double bound) {
            String text = bound == Double.NEGATIVE_INFINITY
                    ? ""
                    : bound == Double.POSITIVE_INFINITY ? LARGEST : bound.toString();
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public int compare(Double a, Double b) {
            return Double.compare(a, b);
        }
    };

    /** Parses a key. */
    B read(byte[] bytes, int from, int to) throws InvalidKeyException;

    /** Returns a bound for a sampled key, perhaps shorter than the key. */
    default B bound(B key) {
        return key;
    }

    /** Returns a bound as a key that is read as that bound. */
    byte[] bytes(B bound);

    /** Returns the heap size of a key in bytes, beyond that of every key. */
    default int size(B key) {
        return 0;
    }
}
