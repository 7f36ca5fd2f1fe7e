package io.partd.arrow.shuffle;

import io.partd.arrow.Table;
import java.io.IOException;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gathers waves, and appends each to a sink of tables as one batch. */
final class TableWaves implements WaveSink {

    private static final int EMPTY_AT_ONCE = 1000;

    private final TableSink sink;
    private final WaveGatherer gatherer;
    private final BitSet written = new BitSet();

    TableWaves(TableSink sink, WaveGatherer gatherer) {
        this.sink = sink;
        this.gatherer = gatherer;
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
                if (empty.size() == EMPTY_AT_ONCE) {
                    append(empty);
                }
            }
        } finally {
            append(empty);
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
