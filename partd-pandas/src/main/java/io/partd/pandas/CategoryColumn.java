package io.partd.pandas;

import java.io.IOException;
import java.util.Arrays;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.jspecify.annotations.Nullable;

/** A column of categories: a code for each row, from 0 on, negative for null, and what the codes stand for. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CategoryColumn(int[] codes, Column categories, ColumnType type) implements Column {

    private CategoryColumn(int[] codes, Column categories, boolean ordered) {
        this(codes, categories, ColumnType.ofCategories(categories.type(), ordered));
    }

    /**
     * Makes a column.
     *
     * @throws IOException if a code stands for nothing, or the categories for other ones
     */
    static CategoryColumn of(int[] codes, Column categories, boolean ordered) throws IOException {
        if (categories instanceof CategoryColumn) {
            throw new IOException("categories of categories");
        }
        for (int code : codes) {
            if (code < -1 || code >= categories.rows()) {
                throw new IOException("code " + code + " of " + categories.rows() + " categories");
            }
        }
        return new CategoryColumn(codes, categories, ordered);
    }

    static CategoryColumn ofNulls(int rows, Column categories, boolean ordered) throws IOException {
        int[] codes = new int[rows];
        Arrays.fill(codes, -1);
        return of(codes, categories, ordered);
    }

    @Override
    public int rows() {
        return codes.length;
    }

    @Override
    public Column take(int[] places, MemoryBudget memory) throws IOException {
        int[] taken = new int[memory.take((long) Integer.BYTES * places.length) / Integer.BYTES];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = places[i] < 0 ? -1 : codes[places[i]];
        }
        return new CategoryColumn(taken, categories, type.ordered());
    }

    @Override
    public Column as(ColumnType wanted) throws IOException {
        ColumnType values = wanted.categories();
        return values == null ? this : new CategoryColumn(codes, categories.as(values), wanted.ordered());
    }

    @Override
    public @Nullable Object objectAt(int row) {
        return codes[row] < 0 ? null : categories.objectAt(codes[row]);
    }

    @Override
    public void fill(FieldVector vector) {
        IntVector ints = (IntVector) vector;
        ints.allocateNew(codes.length);
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] >= 0) {
                ints.set(i, codes[i]);
            }
        }
        ints.setValueCount(codes.length);
    }
}
