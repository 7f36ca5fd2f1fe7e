package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.regex.Pattern;

/** How range partitions order keys. */
interface KeyOrder<B> extends Comparator<B> {

    /** By unsigned bytes, which for UTF-8 is by code points. */
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
        public int size(byte[] key) {
            return key.length;
        }

        @Override
        public int compare(byte[] a, byte[] b) {
            return Arrays.compareUnsigned(a, b);
        }
    };

    /** By number, written in decimal, with an exponent or not; an empty key is below all numbers. */
    KeyOrder<Double> NUMERIC = new KeyOrder<>() {

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
        public int compare(Double a, Double b) {
            return Double.compare(a, b);
        }
    };

    /** Reads a key. */
    B read(byte[] bytes, int from, int to) throws InvalidKeyException;

    /** Returns what to keep of a sampled key: a bound need not be a whole key. */
    default B bound(B key) {
        return key;
    }

    /** Returns the bytes of a key that are not the same for all keys. */
    default int size(B key) {
        return 0;
    }
}
