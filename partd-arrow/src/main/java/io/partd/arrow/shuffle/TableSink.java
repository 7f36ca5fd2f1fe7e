package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import java.io.IOException;
import java.util.Map;

/**
 * Where a shuffle's tables go. {@code partd::append} of a {@code Partd<Table>} is one. Called by one thread at a time.
 */
@FunctionalInterface
public interface TableSink {

    /**
     * Appends a table to each of some partitions. The shuffle closes the tables afterwards. Every partition comes at
     * least once, those without a row with an empty table.
     *
     * @param batch by the partitions' names
     * @throws IOException to end the shuffle
     */
    void append(Map<String, Table> batch) throws IOException;

    /**
     * Returns a sink that gives another one tables with smaller dictionaries: where a table uses no more than half of a
     * dictionary's values, and they are many, it gets those that it uses, in their order. For sinks that keep each
     * table with its own dictionaries, as a {@code Partd<Table>} does; in a shuffle's tables they have the values of
     * all. A batch may come as several.
     */
    static TableSink ofUsedValues(TableSink sink) {
        return new UsedValuesSink(sink);
    }
}
