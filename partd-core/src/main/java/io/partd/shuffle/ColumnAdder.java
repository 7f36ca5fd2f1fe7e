package io.partd.shuffle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Adds columns to the records of one source, each time with the same values. For one thread.
 *
 * <pre>{@code
 * ColumnAdder adder = csv.adder("trips.csv", List.of(new PartitionColumn("year", PartitionColumn.Type.INT, "2024")));
 * byte[] header = adder.header("city\n".getBytes(UTF_8)); // city,year
 * }</pre>
 */
public interface ColumnAdder {

    /**
     * Returns the source's header with the columns.
     *
     * @param header as for {@link RecordFormat#cursor}; called once, before {@link #add}
     */
    byte[] header(byte[] header);

    /**
     * Writes records with the columns. A record that is malformed may stay as it is.
     *
     * @param bytes holds whole records from {@code from} to {@code to}, with {@link RecordFormat#PADDING} after them
     * @throws IOException if a record has no place for the columns
     */
    void add(byte[] bytes, int from, int to, ByteArrayOutputStream out) throws IOException;
}
