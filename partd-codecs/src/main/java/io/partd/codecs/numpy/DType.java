package io.partd.codecs.numpy;

import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The type of an array's elements, as NumPy's {@code dtype.str} writes it: byte order, kind, size and, for times, the
 * unit, as in {@code <i8}, {@code >f4}, {@code |b1}, {@code <U5}, {@code |S3}, {@code <M8[ns]} and {@code |O}. Two are
 * equal if their texts are. Immutable and thread-safe.
 */
public final class DType {

    static final DType BOOL = of("|b1");
    static final DType INT8 = of("|i1");
    static final DType INT16 = of("<i2");
    static final DType INT32 = of("<i4");
    static final DType INT64 = of("<i8");
    static final DType FLOAT16 = of("<f2");
    static final DType FLOAT32 = of("<f4");
    static final DType FLOAT64 = of("<f8");
    static final DType COMPLEX128 = of("<c16");
    static final DType OBJECT = of("|O");

    private final Kind kind;
    private final int itemSize;
    private final ByteOrder order;
    private final String unit;
    private final String text;

    DType(Kind kind, int itemSize, ByteOrder order, String unit) {
        this.kind = kind;
        this.itemSize = itemSize;
        boolean ordered = kind.bytesPerPart(itemSize) > 1;
        this.order = ordered ? order : ByteOrder.LITTLE_ENDIAN;
        this.unit = unit;
        this.text = (ordered ? (order.equals(ByteOrder.LITTLE_ENDIAN) ? "<" : ">") : "|")
                + kind.letter()
                + (kind == Kind.OBJECT ? "" : "" + itemSize / kind.bytesPerCount())
                + (unit.isEmpty() ? "" : "[" + unit + "]");
    }

    /**
     * Reads a text. Where it names no byte order, or {@code =}, little-endian is taken. Structures in brackets, names
     * such as {@code float64} and elements of no bytes are refused.
     *
     * @throws IllegalArgumentException if the text is not a dtype; the message says why
     */
    public static DType of(String text) {
        return new DTypeText(text).parse();
    }

    /** Returns what the elements are. */
    public Kind kind() {
        return kind;
    }

    /** Returns the bytes of one element; 8 for an object, though it is stored in a frame. */
    public int itemSize() {
        return itemSize;
    }

    /** Returns the byte order; little-endian where there is none to have. */
    public ByteOrder order() {
        return order;
    }

    /** Returns the unit of times, as in {@code ns} or {@code 25s}; empty if there is none. */
    public String unit() {
        return unit;
    }

    /** Whether it differs from another one in no more than the byte order. */
    boolean matches(DType other) {
        return text.substring(1).equals(other.text.substring(1));
    }

    boolean is(Kind wanted, int size) {
        return kind == wanted && itemSize == size;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DType that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** Returns the text, as NumPy writes it. */
    @Override
    public String toString() {
        return text;
    }
}
