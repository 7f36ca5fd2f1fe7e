package io.partd.pandas;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * A column of texts in UTF-8, or of bytes: all bytes in one array, and where each value begins and ends in it, which
 * has been checked. A value that begins at -1 is null.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record TextColumn(ColumnType type, byte[] bytes, int[] begins, int[] ends) implements Column {

    @Override
    public int rows() {
        return begins.length;
    }

    @Override
    public Column take(int[] places, MemoryBudget memory) throws IOException {
        memory.take(2L * Integer.BYTES * places.length);
        int[] takenBegins = new int[places.length];
        int[] takenEnds = new int[places.length];
        long total = 0;
        for (int i = 0; i < places.length; i++) {
            takenBegins[i] = places[i] < 0 ? -1 : begins[places[i]];
            takenEnds[i] = places[i] < 0 ? -1 : ends[places[i]];
            total += takenEnds[i] - takenBegins[i];
        }
        memory.take(total);
        return new TextColumn(type, bytes, takenBegins, takenEnds);
    }

    @Override
    public Column as(ColumnType wanted) {
        return new TextColumn(wanted, bytes, begins, ends);
    }

    @Override
    public @Nullable Object objectAt(int row) {
        if (begins[row] < 0) {
            return null;
        }
        int length = ends[row] - begins[row];
        return type.arrow() instanceof ArrowType.Utf8
                ? new String(bytes, begins[row], length, StandardCharsets.UTF_8)
                : Arrays.copyOfRange(bytes, begins[row], ends[row]);
    }

    /** Concatenates columns of one type. */
    static TextColumn joined(List<TextColumn> columns, MemoryBudget memory) throws IOException {
        long length = 0;
        int rows = 0;
        for (TextColumn column : columns) {
            length += column.bytes.length;
            rows = Math.addExact(rows, column.rows());
        }
        byte[] bytes = new byte[memory.take(length)];
        int[] begins = new int[rows];
        int[] ends = new int[rows];
        int offset = 0;
        int row = 0;
        for (TextColumn column : columns) {
            System.arraycopy(column.bytes, 0, bytes, offset, column.bytes.length);
            for (int i = 0; i < column.rows(); i++, row++) {
                begins[row] = column.begins[i] < 0 ? -1 : offset + column.begins[i];
                ends[row] = column.begins[i] < 0 ? -1 : offset + column.ends[i];
            }
            offset += column.bytes.length;
        }
        return new TextColumn(columns.get(0).type, bytes, begins, ends);
    }

    /** Returns the same, called another dtype. */
    TextColumn named(String dtype) {
        return new TextColumn(type.named(dtype), bytes, begins, ends);
    }

    @Override
    public void fill(FieldVector vector) {
        BaseVariableWidthVector texts = (BaseVariableWidthVector) vector;
        long total = 0;
        for (int i = 0; i < begins.length; i++) {
            total += ends[i] - begins[i];
        }
        texts.allocateNew(total, begins.length);
        for (int i = 0; i < begins.length; i++) {
            if (begins[i] >= 0) {
                texts.set(i, bytes, begins[i], ends[i] - begins[i]);
            }
        }
        texts.setValueCount(begins.length);
    }
}
