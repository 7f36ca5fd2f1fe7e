package io.partd.arrow;

import io.partd.expression.Condition;
import io.partd.input.PartitionColumn;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/** Where record batches are read from, such as a file. May be opened more than once, each time from the beginning. */
public interface TableSource {

    /** Returns what messages call it, such as the file's name. */
    String name();

    /**
     * Opens it.
     *
     * @param allocator for the memory of the batches
     * @return a reader to close after use, whose batches are each gone when the next one is loaded
     * @throws IOException if it cannot be read, or is malformed
     */
    ArrowReader open(BufferAllocator allocator) throws IOException;

    /**
     * Returns a source of some of the columns, where that is less to read; this one if it is not.
     *
     * @throws IllegalArgumentException if there is no column of a name; or readers of the result find that out
     */
    default TableSource columns(List<String> names) {
        return this;
    }

    /**
     * Returns a source that leaves out parts of this one in which no row can be for which a condition holds, where that
     * is known without reading them; this one if it is not. Other rows may come for which it does not hold.
     *
     * @param condition on columns of this source, of types that it can be applied to
     */
    default TableSource where(Condition condition) {
        return this;
    }

    /**
     * Returns sources that hold what this one does, one after the other, and can be read side by side.
     *
     * @return at least one source, each to be opened once for all that it holds
     * @throws IOException if it cannot be read, or is malformed
     */
    default List<TableSource> parts() throws IOException {
        return List.of(this);
    }

    /**
     * Returns a source with columns after its own, which have the same value in all rows: 32 or 64 bit integers, days
     * or texts. A column that it has already stays as it is.
     */
    default TableSource withColumns(List<PartitionColumn> columns) {
        return columns.isEmpty() ? this : new WidenedSource(this, columns);
    }

    /** Returns a source of a table that is in memory. The table is not closed with its readers, but after them. */
    static TableSource of(String name, Table table) {
        return new HeldTable(name, table);
    }
}
