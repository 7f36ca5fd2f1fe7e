package io.partd.shuffle;

import io.partd.InvalidKeyException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
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

    /** Returns the order of keys that are made of several, which count one after the other. */
    static <B> KeyOrder<List<B>> several(KeyOrder<B> one) {
        return new KeyOrder<>() {

            @Override
            public List<B> read(byte[] bytes, int from, int to) throws InvalidKeyException {
                List<B> keys = new ArrayList<>();
                for (byte[] key : SeveralKeys.split(bytes, from, to)) {
                    keys.add(one.read(key, 0, key.length));
                }
                return keys;
            }

            @Override
            public List<B> bound(List<B> keys) {
                return keys.stream().map(one::bound).toList();
            }

            @Override
            public byte[] bytes(List<B> bounds) {
                RowBytes bytes = new RowBytes();
                for (B bound : bounds) {
                    byte[] each = one.bytes(bound);
                    int begun = bytes.beginPart();
                    bytes.write(each, 0, each.length);
                    bytes.endPart(begun);
                }
                return Arrays.copyOf(bytes.bytes(), bytes.length());
            }

            @Override
            public int size(List<B> keys) {
                return keys.stream().mapToInt(one::size).sum();
            }

            @Override
            public int compare(List<B> a, List<B> b) {
                int order = 0;
                for (int i = 0; order == 0 && i < a.size(); i++) {
                    order = one.compare(a.get(i), b.get(i));
                }
                return order;
            }
        };
    }
}
