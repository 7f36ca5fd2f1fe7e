package io.partd.log;

import io.partd.Metadata;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;

/** A log's metadata, which are in its manifest. */
final class LogMetadata implements Metadata {

    private final Log log;
    private final Access.Handle reads;
    private final Access.Handle changes;

    LogMetadata(Log log, Access.Handle reads, Access.Handle changes) {
        this.log = log;
        this.reads = reads;
        this.changes = changes;
    }

    @Override
    public SortedMap<String, byte[]> entries() throws IOException {
        SortedMap<String, byte[]> copy = new TreeMap<>();
        log.metadata(reads).forEach((name, value) -> copy.put(name, value.clone()));
        return copy;
    }

    @Override
    public boolean putIfAbsent(String name, byte[] value) throws IOException {
        Metadata.requireValid(name, value);
        return log.putIfAbsent(changes, name, value);
    }
}
