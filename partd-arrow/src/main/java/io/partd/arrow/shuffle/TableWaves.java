package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.FieldVector;
import org.jspecify.annotations.Nullable;

/** Gathers waves, and appends each to a sink of tables as one batch; or appends sorted rows. */
final class TableWaves implements WaveSink, SortedOutput {

    private static final int AT_ONCE = 1000;

    private final TableSink sink;
    private final WaveGatherer gatherer;
    private final long mostBytes;
    private final BitSet written = new BitSet();
    private List<String> partitions = List.of();

    /**
     * Begins without a partition.
     *
     * @param mostBytes after how many bytes sorted rows are appended
     */
    TableWaves(TableSink sink, WaveGatherer gatherer, long mostBytes) {
        this.sink = sink;
        this.gatherer = gatherer;
        this.mostBytes = mostBytes;
    }

    @Override
    public void write(List<Slice> wave, List<String> names, int[] counts) throws IOException {
        List<@Nullable Table> tables = gatherer.gather(wave, counts, 1);
        Map<String, Table> batch = new LinkedHashMap<>();
        for (int p = 0; p < tables.size(); p++) {
            Table table = tables.get(p);
            if (table != null) {
                batch.put(names.get(p), table);
                written.set(p);
            }
        }
        append(batch);
    }

    /** Gives an empty table to the partitions that got no row. */
    @Override
    public void finish(List<String> names) throws IOException {
        Map<String, Table> empty = new LinkedHashMap<>();
        try {
            for (int p = written.nextClearBit(0); p < names.size(); p = written.nextClearBit(p + 1)) {
                empty.put(names.get(p), Table.of(gatherer.empty()));
                if (empty.size() == AT_ONCE) {
                    append(empty);
                }
            }
        } finally {
            append(empty);
        }
    }

    @Override
    public boolean takesSeveral() {
        return false;
    }

    @Override
    public void begin(List<String> names) {
        partitions = names;
    }

    @Override
    public SortedRows rows(int from, int to) {
        return new SortedTables();
    }

    /** Appends partitions, as many together as make a batch. */
    private final class SortedTables implements SortedRows {

        private final Map<String, Table> batch = new LinkedHashMap<>();
        private long bytes;

        @Override
        public void add(Table table, int partition, int[] counts) throws IOException {
            String name = partitions.get(partition);
            try {
                if (batch.size() == AT_ONCE || batch.containsKey(name) || bytes >= mostBytes) {
                    bytes = 0;
                    append(batch);
                }
            } finally {
                batch.put(name, table);
            }
            bytes += table.batches().get(0).root().getFieldVectors().stream()
                    .mapToLong(FieldVector::getBufferSize)
                    .sum();
            written.set(partition);
        }

        @Override
        public void finish() throws IOException {
            append(batch);
            TableWaves.this.finish(partitions);
        }

        @Override
        public void close() {
            batch.values().forEach(Table::close);
        }
    }

    private void append(Map<String, Table> batch) throws IOException {
        try {
            if (!batch.isEmpty()) {
                sink.append(batch);
            }
        } finally {
            batch.values().forEach(Table::close);
            batch.clear();
        }
    }

    @Override
    public void close() {
        // The sink is the caller's.
    }
}
