package io.partd.pandas;

import io.partd.Layer;
import io.partd.Partd;
import io.partd.Store;
import io.partd.arrow.Table;
import io.partd.arrow.memory.UnlimitedAllocator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Stores tables as Python partd's {@code PandasColumns} does, readable and writable from either language: each column
 * by itself, as an array of NumPy, so that some columns can be read without the others.
 *
 * <pre>
 * key             value
 * k/.columns      a pickle of the list of the columns' labels
 * k/.index-name   a pickle of the index's name, None mostly
 * k/.index        the index, as {@link io.partd.codecs.numpy.Numpy} stores an array, with k/.index.dtype beside it
 * k/a             the column a, likewise, with k/a.dtype beside it
 * </pre>
 *
 * <ul>
 *   <li>Of a label, the key has the characters that Python's {@code File} keeps: {@code -_.() /}, letters and digits of
 *       ASCII. Labels that are then the same, or that of the index, would share a value, as they do in Python. They are
 *       refused, and in what Python has written a {@link io.partd.CorruptDataException}.
 *   <li>The first append to a key settles its columns, their types, and the index's name; an append of others throws an
 *       {@link java.io.IOException} that names both.
 *   <li>The column of the index comes last, under its name or as {@code __index_level_0__}; the schema has the metadata
 *       {@code pandas}, by which pyarrow restores the frame. An appended table has its index in the column that these
 *       metadata name, if any; else each append numbers its rows from 0 on.
 *   <li>Floating-point numbers that are null become NaN, times NaT, texts and other objects None. Integers and truth
 *       values that are null, nested types, and indexes of several columns are refused. Of times with a zone the time
 *       in UTC is stored, without the zone, and of dictionary-encoded columns the values.
 *   <li>A table without rows settles columns and types, but is no value: {@code keys} does not list it. The value of an
 *       absent key is a table without columns.
 *   <li>A stream's pieces have 65,536 rows. Of objects, each piece has the type that its own have.
 *   <li>{@code size} counts the bytes of the columns and of the index.
 * </ul>
 *
 * <p><b>All or nothing.</b> An append is one batch of the store, made in its own section. Reads are made in a section
 * too, where the store has exclusive ones; elsewhere, as on a server in Python, a read beside an append may find
 * columns of different lengths, which it refuses.
 *
 * <p>Immutable and thread-safe. Tables that are returned belong to the caller, who closes them; those that are given
 * stay the caller's.
 */
public final class PandasColumns implements Layer<Partd<Table>> {

    private final BufferAllocator allocator;
    private final @Nullable List<String> selected;

    private PandasColumns(BufferAllocator allocator, @Nullable List<String> selected) {
        this.allocator = allocator;
        this.selected = selected;
    }

    /** Returns the layer with an allocator of its own, without a limit, that lives as long as the program. */
    public static PandasColumns layer() {
        return layer(UnlimitedAllocator.ALLOCATOR);
    }

    /**
     * Returns the layer.
     *
     * @param allocator for the tables that are read; not closed by the layer, and to be closed after them
     */
    public static PandasColumns layer(BufferAllocator allocator) {
        return new PandasColumns(Objects.requireNonNull(allocator, "allocator"), null);
    }

    /**
     * Returns the layer that reads some columns, in this order, and the index. Nothing else is read. It is a view:
     * {@code append} and {@code iset} throw an {@link java.io.IOException}. A key without one of the columns cannot be
     * read.
     *
     * @throws IllegalArgumentException if a label is given twice
     */
    public PandasColumns columns(String... labels) {
        Set<String> distinct = new LinkedHashSet<>();
        for (String label : labels) {
            if (!distinct.add(Objects.requireNonNull(label, "label"))) {
                throw new IllegalArgumentException("column '" + label + "' is given twice");
            }
        }
        return new PandasColumns(allocator, List.copyOf(distinct));
    }

    @Override
    public Partd<Table> over(Store store) {
        return new PandasColumnsPartd(
                Objects.requireNonNull(store, "store"), selected, new Tables(allocator), toString());
    }

    @Override
    public Optional<String> codecName() {
        return Optional.of("pandas-columns");
    }

    /** Returns {@code PandasColumns}, with the columns that are read, as in {@code PandasColumns[a, b]}. */
    @Override
    public String toString() {
        return "PandasColumns" + (selected == null ? "" : selected);
    }
}
