package io.partd.codecs.numpy;

import io.partd.Layer;
import io.partd.Partd;
import java.util.Objects;
import java.util.function.Function;

/**
 * Layers for Java's own arrays, without {@link NumpyArray} around them, stored as {@link Numpy} does, so that NumPy
 * reads them: {@code Partd.log(directory).with(PrimitiveArrays.doubles())} is a {@code Partd<double[]>}. Each has one
 * type of elements; a key of another one is refused with an {@link java.io.IOException}, in reading and appending, but
 * for big-endian ones, which are read. The value of an absent key is an array of no elements. Thread-safe.
 */
public final class PrimitiveArrays {

    private PrimitiveArrays() {}

    /** Returns the layer for {@code <f8}. */
    public static Layer<Partd<double[]>> doubles() {
        return layer("Doubles", new double[0], NumpyArray::of, NumpyArray::toDoubles);
    }

    /** Returns the layer for {@code <f4}. */
    public static Layer<Partd<float[]>> floats() {
        return layer("Floats", new float[0], NumpyArray::of, NumpyArray::toFloats);
    }

    /** Returns the layer for {@code <i8}. */
    public static Layer<Partd<long[]>> longs() {
        return layer("Longs", new long[0], NumpyArray::of, NumpyArray::toLongs);
    }

    /** Returns the layer for {@code <i4}. */
    public static Layer<Partd<int[]>> ints() {
        return layer("Ints", new int[0], NumpyArray::of, NumpyArray::toInts);
    }

    private static <A> Layer<Partd<A>> layer(
            String name, A none, Function<A, NumpyArray> wrap, Function<NumpyArray, A> unwrap) {
        NumpyArray empty = wrap.apply(none);
        return store -> new PrimitivePartd<>(
                new NumpyPartd(Objects.requireNonNull(store, "store"), name, StoredArrays.STANDARD),
                empty.dtype(),
                wrap,
                unwrap);
    }
}
