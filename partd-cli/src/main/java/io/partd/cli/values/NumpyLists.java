package io.partd.cli.values;

import io.partd.codecs.numpy.Kind;
import io.partd.codecs.numpy.NumpyArray;
import io.partd.codecs.pickle.Complex;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The elements of NumPy's arrays of one dimension, as JSON has them. */
final class NumpyLists {

    private static final int LONGEST_FLOAT = 8;
    private static final int LONGEST_COMPLEX = 16;

    private NumpyLists() {}

    /** Returns the elements: numbers, truth values, texts, objects; times as numbers of their unit. */
    static List<@Nullable Object> of(NumpyArray array) {
        int size = array.dtype().itemSize();
        return switch (array.dtype().kind()) {
            case BOOL -> booleans(array.toBooleans());
            case INTEGER, TIMEDELTA, DATETIME -> longs(array.toLongs());
            case UNSIGNED -> unsigned(array.toLongs());
            case FLOAT -> size <= LONGEST_FLOAT ? doubles(array) : bytes(array);
            case COMPLEX -> size <= LONGEST_COMPLEX ? complex(array.toDoubles()) : bytes(array);
            case UNICODE -> new ArrayList<>(Arrays.asList(array.toStrings()));
            case OBJECT -> array.toObjects();
            case BYTES, VOID -> bytes(array);
        };
    }

    private static List<@Nullable Object> booleans(boolean[] values) {
        List<@Nullable Object> list = new ArrayList<>(values.length);
        for (boolean value : values) {
            list.add(value);
        }
        return list;
    }

    private static List<@Nullable Object> longs(long[] values) {
        List<@Nullable Object> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value);
        }
        return list;
    }

    private static List<@Nullable Object> unsigned(long[] values) {
        List<@Nullable Object> list = new ArrayList<>(values.length);
        for (long value : values) {
            list.add(value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value)));
        }
        return list;
    }

    private static List<@Nullable Object> doubles(NumpyArray array) {
        List<@Nullable Object> list = new ArrayList<>(array.length());
        if (array.dtype().itemSize() == Float.BYTES) {
            for (float value : array.toFloats()) {
                list.add(value);
            }
        } else {
            for (double value : array.toDoubles()) {
                list.add(value);
            }
        }
        return list;
    }

    private static List<@Nullable Object> complex(double[] parts) {
        List<@Nullable Object> list = new ArrayList<>(parts.length / 2);
        for (int i = 0; i < parts.length; i += 2) {
            list.add(new Complex(parts[i], parts[i + 1]));
        }
        return list;
    }

    /** Returns the bytes of each element, which are printed as text where they are UTF-8. */
    private static List<@Nullable Object> bytes(NumpyArray array) {
        if (array.dtype().kind() == Kind.BYTES || array.dtype().kind() == Kind.VOID) {
            return new ArrayList<>(Arrays.asList(array.toByteStrings()));
        }
        List<@Nullable Object> list = new ArrayList<>(array.length());
        int size = array.dtype().itemSize();
        for (int i = 0; i < array.length(); i++) {
            byte[] element = new byte[size];
            array.buffer().get(i * size, element);
            list.add(element);
        }
        return list;
    }
}
