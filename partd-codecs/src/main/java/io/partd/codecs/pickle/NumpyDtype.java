package io.partd.codecs.pickle;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The type of a NumPy array's elements, as the pickle describes it. Nothing is concluded from it here.
 *
 * @param text what NumPy calls {@code dtype.str}: {@code <i8}, {@code |b1}, {@code <M8[ns]}; {@code |V12} for a
 *     structure of 12 bytes
 * @param itemSize the bytes of one element; 8 for a reference to an object
 * @param fields the fields of a structure; empty if it is none
 * @param base the type of the elements of an array within the array; null if it is none
 * @param shape the shape of that
 */
public record NumpyDtype(
        String text,
        int itemSize,
        List<Field> fields,
        @Nullable NumpyDtype base,
        List<Integer> shape) {

    /** Makes a type. */
    public NumpyDtype {
        fields = List.copyOf(fields);
        shape = List.copyOf(shape);
    }

    /**
     * One field of a structure.
     *
     * @param name its name
     * @param dtype its type
     * @param offset where it begins, in bytes
     */
    public record Field(String name, NumpyDtype dtype, int offset) {}

    /** Whether the elements are references to Python objects. */
    public boolean isObject() {
        return text.equals("|O");
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text;
    }
}
