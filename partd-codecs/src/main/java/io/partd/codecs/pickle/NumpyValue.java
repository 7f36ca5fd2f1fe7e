package io.partd.codecs.pickle;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A NumPy array or, with no dimension, a scalar: its bytes as they were pickled, or its objects. */
public final class NumpyValue {

    private final NumpyDtype dtype;
    private final List<Integer> shape;
    private final boolean fortranOrder;
    private final byte[] bytes;
    private final List<@Nullable Object> objects;

    NumpyValue(NumpyDtype dtype, List<Integer> shape, boolean fortranOrder, byte[] bytes) {
        this(dtype, shape, fortranOrder, bytes, List.of());
    }

    NumpyValue(NumpyDtype dtype, List<Integer> shape, boolean fortranOrder, List<@Nullable Object> objects) {
        this(dtype, shape, fortranOrder, new byte[0], objects);
    }

    private NumpyValue(
            NumpyDtype dtype, List<Integer> shape, boolean fortranOrder, byte[] bytes, List<@Nullable Object> objects) {
        this.dtype = dtype;
        this.shape = List.copyOf(shape);
        this.fortranOrder = fortranOrder;
        this.bytes = bytes;
        this.objects = Collections.unmodifiableList(objects);
    }

    /** Returns the type of the elements. */
    public NumpyDtype dtype() {
        return dtype;
    }

    /** Returns the length of each dimension; empty for a scalar. */
    public List<Integer> shape() {
        return shape;
    }

    /** Whether the first dimension is the one whose elements lie side by side. */
    public boolean isFortranOrder() {
        return fortranOrder;
    }

    /** Returns the elements' bytes, not a copy; none if they are objects. */
    public byte[] bytes() {
        return bytes;
    }

    /** Returns the elements if they are objects; none if they are not. */
    public List<@Nullable Object> objects() {
        return objects;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumpyValue that
                && dtype.equals(that.dtype)
                && shape.equals(that.shape)
                && fortranOrder == that.fortranOrder
                && Arrays.equals(bytes, that.bytes)
                && objects.equals(that.objects);
    }

    @Override
    public int hashCode() {
        return Objects.hash(dtype.text(), shape, bytes.length, objects.size());
    }

    /** Shows the type and the shape, as in {@code <i8[3, 4]}. */
    @Override
    public String toString() {
        return dtype + shape.toString();
    }
}
