package io.partd.arrow.shuffle;

import io.partd.arrow.RecordBatch;
import io.partd.arrow.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Gives a sink tables without the values of dictionaries that they don't use. Not for several threads at once. */
final class UsedValuesSink implements TableSink {

    private final TableSink sink;

    UsedValuesSink(TableSink sink) {
        this.sink = sink;
    }

    /**
     * {@inheritDoc}
     *
     * <p>All partitions together may use each value many times: what is copied for some of them is at most as much as a
     * dictionary.
     */
    @Override
    public void append(Map<String, Table> batch) throws IOException {
        Map<String, Table> some = new LinkedHashMap<>();
        List<Table> made = new ArrayList<>();
        long copied = 0;
        try {
            for (Map.Entry<String, Table> entry : batch.entrySet()) {
                long room = 0;
                List<UsedValues> used = new ArrayList<>();
                for (RecordBatch records : entry.getValue().batches()) {
                    UsedValues values = UsedValues.of(records);
                    used.add(values);
                    copied += values.copied();
                    room = Math.max(room, values.present());
                }
                if (copied > room && !some.isEmpty()) {
                    append(some, made);
                    copied = used.stream().mapToLong(UsedValues::copied).sum();
                }
                some.put(entry.getKey(), table(entry.getValue(), used, made));
            }
            append(some, made);
        } finally {
            made.forEach(Table::close);
        }
    }

    private void append(Map<String, Table> some, List<Table> made) throws IOException {
        sink.append(some);
        made.forEach(Table::close);
        made.clear();
        some.clear();
    }

    private static Table table(Table table, List<UsedValues> used, List<Table> made) {
        if (used.stream().allMatch(values -> values.copied() == 0)) {
            return table;
        }
        List<RecordBatch> batches = new ArrayList<>();
        try {
            for (UsedValues values : used) {
                batches.add(values.batch());
            }
            Table smaller = Table.of(table.schema(), batches);
            made.add(smaller);
            return smaller;
        } catch (Throwable e) {
            batches.forEach(RecordBatch::close);
            throw e;
        }
    }
}
