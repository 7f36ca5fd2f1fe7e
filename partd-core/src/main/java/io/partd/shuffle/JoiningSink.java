package io.partd.shuffle;

import io.partd.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Adds partitions to those that a store has. The first rows of a partition go on after the store's: without their
 * header, and with a line end before them if the last row there has none. For one shuffle, and one thread at a time.
 *
 * <pre>{@code
 * BatchSink joining = new JoiningSink(parts, csv, parts::appendBuffers); // as run(sources, parts) makes it
 * }</pre>
 */
public final class JoiningSink implements BatchSink {

    private final Store store;
    private final RecordFormat format;
    private final BatchSink next;
    private final Set<String> begun = new HashSet<>();

    /**
     * Makes a sink.
     *
     * @param store has the partitions
     * @param next appends to the store
     */
    public JoiningSink(Store store, RecordFormat format, BatchSink next) {
        this.store = store;
        this.format = format;
        this.next = next;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IOException also if the store has a partition with another header; nothing of the batch is appended then
     */
    @Override
    public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
        Map<String, List<ByteBuffer>> rows = new LinkedHashMap<>();
        for (Map.Entry<String, List<ByteBuffer>> entry : batch.entrySet()) {
            boolean begins = begun.add(entry.getKey());
            List<ByteBuffer> added = begins ? joined(entry.getKey(), entry.getValue()) : entry.getValue();
            if (!added.isEmpty() || entry.getValue().isEmpty()) {
                rows.put(entry.getKey(), added);
            }
        }
        next.append(rows);
    }

    private List<ByteBuffer> joined(String key, List<ByteBuffer> rows) throws IOException {
        HeaderLine header = HeaderLine.read(format, new BuffersStream(rows), key, HeaderLine.LONGEST);
        return Joint.of(format, header, store, key).join(rows);
    }
}
