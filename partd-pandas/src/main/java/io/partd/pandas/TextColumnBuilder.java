package io.partd.pandas;

import java.io.IOException;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Gathers texts or bytes in one array, whose length is known before memory is taken for it. Used once. */
final class TextColumnBuilder {

    private final ColumnType type;
    private final int rows;
    private final MemoryBudget memory;
    private long total;

    TextColumnBuilder(ColumnType type, int rows, MemoryBudget memory) {
        this.type = type;
        this.rows = rows;
        this.memory = memory;
    }

    /** Counts bytes. */
    void measure(int bytes) {
        total += bytes;
    }

    /** Counts the bytes of a text in UTF-8. */
    void measure(int row, String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                total++;
            } else if (c < 0x800) {
                total += 2;
            } else if (!Character.isSurrogate(c)) {
                total += 3;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                total += 4;
                i++;
            } else {
                throw new IOException(
                        "row " + row + " is a text with half a surrogate pair, which UTF-8 does not have");
            }
        }
    }

    /**
     * Returns the column.
     *
     * @param value the bytes of a row, which were counted; null if it is null
     */
    Column build(IntFunction<byte @Nullable []> value) throws IOException {
        memory.take(2L * Integer.BYTES * rows);
        byte[] bytes = new byte[memory.take(total)];
        int[] begins = new int[rows];
        int[] ends = new int[rows];
        int end = 0;
        for (int i = 0; i < rows; i++) {
            byte[] one = value.apply(i);
            begins[i] = one == null ? -1 : end;
            if (one != null) {
                System.arraycopy(one, 0, bytes, end, one.length);
                end += one.length;
            }
            ends[i] = one == null ? -1 : end;
        }
        return new TextColumn(type, bytes, begins, ends);
    }
}
