package io.partd.codecs.numpy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An array of one dimension: the type of its elements and their bytes, in the order that the type names, or its
 * objects. It is made from Java's arrays, and read as such; both copy. {@link #buffer} does not. Immutable, as long as
 * objects in it are, and thread-safe.
 *
 * <table>
 * <caption>Which Java array is for which elements; reading any other throws {@link IllegalStateException}</caption>
 * <tr><th>Java</th><th>made</th><th>read from</th></tr>
 * <tr><td>{@code double[]}</td><td>f8; any f2 to f8, c8, c16 by its dtype</td>
 *     <td>f2, f4, f8; c8 and c16, real and imaginary parts by turns</td></tr>
 * <tr><td>{@code float[]}</td><td>f4</td><td>f2, f4</td></tr>
 * <tr><td>{@code long[]}</td><td>i8; any integer or time by its dtype</td>
 *     <td>all integers, of u8 the bits; times in their unit, {@link Long#MIN_VALUE} being NaT</td></tr>
 * <tr><td>{@code int[]}</td><td>i4</td><td>i1, i2, i4, u1, u2</td></tr>
 * <tr><td>{@code short[]}</td><td>i2; f2 as bits, see {@link Half}</td><td>i1, i2, u1; f2 as bits</td></tr>
 * <tr><td>{@code byte[]}</td><td>i1</td><td>i1; of u1 the bits</td></tr>
 * <tr><td>{@code boolean[]}</td><td>b1</td><td>b1</td></tr>
 * <tr><td>{@code String[]}</td><td>U as wide as the longest</td><td>U, without zeros at the end</td></tr>
 * <tr><td>{@code byte[][]}</td><td>S as wide as the longest</td>
 *     <td>S, without zeros at the end; all others but objects as they are stored</td></tr>
 * <tr><td>List</td><td>O</td><td>O</td></tr>
 * </table>
 */
public final class NumpyArray {

    private final DType dtype;
    private final byte[] data;
    private final List<@Nullable Object> objects;

    private NumpyArray(DType dtype, byte[] data, List<@Nullable Object> objects) {
        this.dtype = dtype;
        this.data = data;
        this.objects = objects;
    }

    /** Makes an array that keeps the bytes: whole elements, that nobody changes. */
    static NumpyArray over(DType dtype, byte[] data) {
        return new NumpyArray(dtype, data, List.of());
    }

    /** Makes an array that keeps the list, which nobody changes. */
    static NumpyArray overObjects(List<@Nullable Object> objects) {
        return new NumpyArray(DType.OBJECT, new byte[0], Collections.unmodifiableList(objects));
    }

    /**
     * Makes an array of bytes as they are to be stored.
     *
     * @throws IllegalArgumentException if they are no whole number of elements, or no texts where the type is of texts,
     *     or the type is object
     */
    public static NumpyArray ofBytes(DType dtype, byte[] data) {
        if (dtype.kind() == Kind.OBJECT) {
            throw new IllegalArgumentException("objects are no bytes");
        }
        if (data.length % dtype.itemSize() != 0) {
            throw new IllegalArgumentException(
                    data.length + " bytes are no whole number of elements of " + dtype.itemSize() + " bytes, " + dtype);
        }
        NumpyArray array = over(dtype, data.clone());
        int invalid = array.firstInvalid();
        if (invalid >= 0) {
            throw new IllegalArgumentException("no code point at byte " + invalid + ", as " + dtype + " has");
        }
        return array;
    }

    /** Makes an array of no elements. */
    public static NumpyArray empty(DType dtype) {
        return over(dtype, new byte[0]);
    }

    /** Makes an array of {@code <f8}. */
    public static NumpyArray of(double[] values) {
        return of(DType.FLOAT64, values);
    }

    /**
     * Makes an array of floating-point numbers, each the nearest that the type has, or of complex ones.
     *
     * @param dtype f2, f4, f8, c8 or c16
     * @param values real and imaginary parts by turns if the type is complex
     * @throws IllegalArgumentException if the type is another, or there is half a complex number
     */
    public static NumpyArray of(DType dtype, double[] values) {
        return over(dtype, Encoding.doubles(dtype, values));
    }

    /** Makes an array of {@code <f4}. */
    public static NumpyArray of(float[] values) {
        return over(DType.FLOAT32, Encoding.floats(values));
    }

    /** Makes an array of {@code <i8}. */
    public static NumpyArray of(long[] values) {
        return of(DType.INT64, values);
    }

    /**
     * Makes an array of integers, with or without a sign, or of times.
     *
     * @param dtype any integer, any datetime64 or timedelta64
     * @param values in the type's unit if it is one of time; the bits for u8
     * @throws IllegalArgumentException if the type is another, or does not have one of the values
     */
    public static NumpyArray of(DType dtype, long[] values) {
        return over(dtype, Encoding.longs(dtype, values));
    }

    /** Makes an array of {@code <i4}. */
    public static NumpyArray of(int[] values) {
        return over(DType.INT32, Encoding.ints(values));
    }

    /** Makes an array of {@code <i2}. */
    public static NumpyArray of(short[] values) {
        return over(DType.INT16, Encoding.shorts(values));
    }

    /** Makes an array of {@code |i1}. */
    public static NumpyArray of(byte[] values) {
        return over(DType.INT8, values.clone());
    }

    /** Makes an array of {@code |b1}. */
    public static NumpyArray of(boolean[] values) {
        return over(DType.BOOL, Encoding.booleans(values));
    }

    /** Makes an array of texts, as wide as the longest but at least one character. Zeros at an end are lost. */
    public static NumpyArray of(String... values) {
        return of(DType.of("<U" + CodePoints.longest(values)), values);
    }

    /**
     * Makes an array of texts of some width.
     *
     * @param dtype {@code <U} or {@code >U} and the number of code points
     * @throws IllegalArgumentException if the type is another, or a text is longer
     */
    public static NumpyArray of(DType dtype, String... values) {
        return over(dtype, Encoding.texts(dtype, values));
    }

    /** Makes an array of bytes, as wide as the longest but at least one byte. Zeros at an end are lost. */
    public static NumpyArray of(byte[][] values) {
        int width = Arrays.stream(values).mapToInt(value -> value.length).reduce(1, Math::max);
        return of(DType.of("|S" + width), values);
    }

    /**
     * Makes an array of bytes of some width.
     *
     * @param dtype {@code |S} or, for records, {@code |V}, and the number of bytes
     * @throws IllegalArgumentException if the type is another, or a value is longer
     */
    public static NumpyArray of(DType dtype, byte[][] values) {
        return over(dtype, Encoding.byteStrings(dtype, values));
    }

    /** Makes an array of {@code <f2} from the bits of its elements; see {@link Half}. */
    public static NumpyArray ofHalves(short[] bits) {
        return over(DType.FLOAT16, Encoding.shorts(bits));
    }

    /** Makes an array of {@code <c16} from real and imaginary parts by turns. */
    public static NumpyArray ofComplex(double[] values) {
        return of(DType.COMPLEX128, values);
    }

    /**
     * Makes an array of {@code <M8}: times since 1970.
     *
     * @param unit as in {@code ns} or {@code 25s}
     */
    public static NumpyArray ofDatetimes(long[] values, String unit) {
        return of(DType.of("<M8[" + unit + "]"), values);
    }

    /**
     * Makes an array of {@code <m8}: spans of time.
     *
     * @param unit as in {@code ns} or {@code 25s}
     */
    public static NumpyArray ofTimedeltas(long[] values, String unit) {
        return of(DType.of("<m8[" + unit + "]"), values);
    }

    /** Makes an array of objects; which can be stored stands at {@link io.partd.codecs.msgpack.Msgpack}. */
    public static NumpyArray ofObjects(List<? extends @Nullable Object> values) {
        return overObjects(new ArrayList<>(values));
    }

    /** Returns the type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** Returns the number of elements. */
    public int length() {
        return dtype.kind() == Kind.OBJECT ? objects.size() : data.length / dtype.itemSize();
    }

    /**
     * Returns the elements' bytes without a copy, read-only and in the byte order of the type, so that
     * {@code buffer().asDoubleBuffer()} has the numbers.
     *
     * @throws IllegalStateException if the elements are objects
     */
    public ByteBuffer buffer() {
        if (dtype.kind() == Kind.OBJECT) {
            throw Decoding.notReadable(dtype, "bytes");
        }
        return ByteBuffer.wrap(data).asReadOnlyBuffer().order(dtype.order());
    }

    /** Returns where the first thing is that no element can be, in bytes; -1 if there is none. */
    int firstInvalid() {
        return dtype.kind() == Kind.UNICODE ? CodePoints.firstInvalid(buffer()) : -1;
    }

    /** The bytes, not a copy. */
    byte[] data() {
        return data;
    }

    /** Returns floating-point numbers, or the parts of complex ones. */
    public double[] toDoubles() {
        return Decoding.doubles(dtype, data);
    }

    /** Returns floating-point numbers. */
    public float[] toFloats() {
        return Decoding.floats(dtype, data);
    }

    /** Returns integers, or times in their unit. */
    public long[] toLongs() {
        return Decoding.longs(dtype, data);
    }

    /** Returns integers that fit. */
    public int[] toInts() {
        return Decoding.ints(dtype, data);
    }

    /** Returns integers that fit. */
    public short[] toShorts() {
        return Decoding.shorts(dtype, data);
    }

    /** Returns integers of one byte. */
    public byte[] toBytes() {
        return Decoding.bytes(dtype, data);
    }

    /** Returns the bits of floating-point numbers of 16 bits; see {@link Half}. */
    public short[] toHalves() {
        return Decoding.halves(dtype, data);
    }

    /** Returns truth values. */
    public boolean[] toBooleans() {
        return Decoding.booleans(dtype, data);
    }

    /** Returns texts. */
    public String[] toStrings() {
        return Decoding.texts(dtype, data);
    }

    /** Returns the bytes of each element. */
    public byte[][] toByteStrings() {
        return Decoding.byteStrings(dtype, data);
    }

    /** Returns the objects, in a list that cannot be changed. */
    public List<@Nullable Object> toObjects() {
        if (dtype.kind() != Kind.OBJECT) {
            throw Decoding.notReadable(dtype, "objects");
        }
        return objects;
    }

    /** Whether the types and the bytes, or the objects, are equal. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NumpyArray that
                && dtype.equals(that.dtype)
                && Arrays.equals(data, that.data)
                && objects.equals(that.objects);
    }

    @Override
    public int hashCode() {
        return Objects.hash(dtype, Arrays.hashCode(data), objects);
    }

    /** Shows the type and the length, as in {@code <i8[12]}. */
    @Override
    public String toString() {
        return dtype + "[" + length() + "]";
    }
}
