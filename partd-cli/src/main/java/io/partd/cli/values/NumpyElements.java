package io.partd.cli.values;

import io.partd.codecs.pickle.NumpyValue;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.AbstractList;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** The elements of a NumPy array, as numbers where they are such. */
final class NumpyElements {

    private final NumpyValue array;
    private final ByteBuffer bytes;
    private final char kind;
    private final int itemSize;

    private NumpyElements(NumpyValue array) {
        this.array = array;
        kind = array.dtype().text().charAt(1);
        itemSize = array.dtype().itemSize();
        boolean big = array.dtype().text().charAt(0) == '>';
        bytes = ByteBuffer.wrap(array.bytes()).order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Tells whether the elements are objects, booleans, whole numbers, or floating point numbers of 32 or 64 bits. Of
     * several dimensions with no elements at all they are not: a few bytes could be billions of empty lists.
     */
    static boolean areKnown(NumpyValue array) {
        if (array.shape().size() > 1 && array.shape().contains(0)) {
            return false;
        }
        return array.dtype().isObject() || array.dtype().text().matches("[<>|=](b1|[iu][1248]|f[48])");
    }

    /** Returns a scalar's value, or a list for each dimension, made as it is read. */
    static @Nullable Object of(NumpyValue array) {
        NumpyElements elements = new NumpyElements(array);
        return array.shape().isEmpty() ? elements.element(0) : elements.new Dimension(0, 0);
    }

    private @Nullable Object element(int index) {
        if (kind == 'O') {
            return array.objects().get(index);
        }
        int at = index * itemSize;
        return switch (kind) {
            case 'b' -> bytes.get(at) != 0;
            case 'f' -> itemSize == Float.BYTES ? (Number) bytes.getFloat(at) : (Number) bytes.getDouble(at);
            case 'u' -> unsigned(at);
            default -> signed(at);
        };
    }

    private long signed(int at) {
        return switch (itemSize) {
            case Byte.BYTES -> bytes.get(at);
            case Short.BYTES -> bytes.getShort(at);
            case Integer.BYTES -> bytes.getInt(at);
            default -> bytes.getLong(at);
        };
    }

    private Number unsigned(int at) {
        long value = signed(at);
        if (itemSize == Long.BYTES) {
            return value >= 0 ? (Number) value : new BigInteger(Long.toUnsignedString(value));
        }
        return value & ((1L << (Byte.SIZE * itemSize)) - 1);
    }

    /** One dimension: numbers, or lists of the next. */
    private final class Dimension extends AbstractList<@Nullable Object> implements RandomAccess {

        private final int dimension;
        private final int first;

        Dimension(int dimension, int first) {
            this.dimension = dimension;
            this.first = first;
        }

        @Override
        public int size() {
            return array.shape().get(dimension);
        }

        @Override
        public @Nullable Object get(int index) {
            int at = first + index * stride();
            return dimension + 1 == array.shape().size() ? element(at) : new Dimension(dimension + 1, at);
        }

        private int stride() {
            List<Integer> nearer = array.isFortranOrder()
                    ? array.shape().subList(0, dimension)
                    : array.shape().subList(dimension + 1, array.shape().size());
            int stride = 1;
            for (int length : nearer) {
                stride *= length;
            }
            return stride;
        }
    }
}
