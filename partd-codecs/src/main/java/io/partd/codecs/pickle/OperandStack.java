package io.partd.codecs.pickle;

import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The machine's stack, with its marks: what is below the last mark cannot be reached. With each value goes how deep it
 * is nested, 0 for what holds nothing.
 */
final class OperandStack {

    private static final int FIRST = 64;

    private @Nullable Object[] values = new Object[FIRST];
    private int[] depths = new int[FIRST];
    private int size;
    private int[] marks = new int[FIRST];
    private int markCount;

    /** Where the values above the last mark begin. */
    private int floor;

    void push(@Nullable Object value, int depth) {
        if (size == values.length) {
            values = Arrays.copyOf(values, 2 * size);
            depths = Arrays.copyOf(depths, 2 * size);
        }
        values[size] = value;
        depths[size++] = depth;
    }

    @Nullable
    Object pop() throws IOException {
        requireValue();
        Object value = values[--size];
        values[size] = null;
        return value instanceof Unfinished unfinished ? unfinished.settle() : value;
    }

    /** How deep the value is that was popped last, or that is so many above the top. */
    int depthAbove(int count) {
        return depths[size + count];
    }

    @Nullable
    Object peek() throws IOException {
        requireValue();
        return values[size - 1];
    }

    int topDepth() {
        return depths[size - 1];
    }

    void setTop(@Nullable Object value, int depth) {
        values[size - 1] = value;
        depths[size - 1] = depth;
    }

    boolean isEmptyAboveMark() {
        return size == floor;
    }

    void mark() {
        if (markCount == marks.length) {
            marks = Arrays.copyOf(marks, 2 * markCount);
        }
        marks[markCount++] = floor;
        floor = size;
    }

    /** Takes the values above the last mark off, and the mark. */
    @Nullable
    Object[] popToMark() throws IOException {
        if (markCount == 0) {
            throw new IOException("there is no mark on the stack");
        }
        @Nullable Object[] above = Arrays.copyOfRange(values, floor, size);
        for (int i = 0; i < above.length; i++) {
            if (above[i] instanceof Unfinished unfinished) {
                above[i] = unfinished.settle();
            }
        }
        Arrays.fill(values, floor, size, null);
        size = floor;
        floor = marks[--markCount];
        return above;
    }

    /** How deep the deepest of so many values is that were just taken off. */
    int deepestAbove(int count) {
        int deepest = 0;
        for (int i = size; i < size + count; i++) {
            deepest = Math.max(deepest, depths[i]);
        }
        return deepest;
    }

    private void requireValue() throws IOException {
        if (size == floor) {
            throw new IOException(markCount == 0 ? "the stack is empty" : "the stack is empty above its last mark");
        }
    }
}
