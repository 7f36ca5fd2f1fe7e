package io.partd.shuffle;

import io.partd.expression.ColumnName;
import java.util.List;

/**
 * A format whose records have fields, of which a {@link RowSelection} takes keys, columns, and what a condition tests.
 * A header, if there is one, is a record of the columns' names.
 *
 * <pre>{@code
 * FieldFormat csv = DelimitedFormat.csv();
 * RecordFormat selected = RowSelection.by(csv, "month(date)", "state").where("fare > 10");
 * }</pre>
 */
public interface FieldFormat extends RecordFormat {

    /**
     * Returns the names of the columns that all records have; none if records say themselves which they have.
     *
     * @param header the header's bytes without a byte order mark; empty if there is none
     */
    List<String> names(byte[] header);

    /**
     * Makes a cursor that finds several fields of each record.
     *
     * @param header as for {@link #cursor}
     * @param columns the columns, each once; the cursor numbers their fields in this order
     * @throws IllegalArgumentException if there is no such column; the message names those there are
     */
    FieldCursor fields(byte[] header, List<ColumnName> columns);

    /** Tells whether a field without a character has no value. */
    boolean emptyIsNull();
}
