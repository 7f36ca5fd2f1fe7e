package io.partd.benchmarks;

import io.partd.Store;
import io.partd.log.LogStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** A store of ours, any composition, compacted before it is read or not. */
record OurStore(Store store, boolean compacts) implements Candidate {

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        store.append(batch);
    }

    @Override
    public byte[] get(String key) throws IOException {
        return store.get(key);
    }

    @Override
    public boolean streams() {
        return true;
    }

    @Override
    public InputStream open(String key) throws IOException {
        return store.open(key);
    }

    @Override
    public boolean lends() {
        return store instanceof LogStore;
    }

    @Override
    public void copyLent(String key, OutputStream to) throws IOException {
        ((LogStore) store).read(key, part -> part.writeTo(to));
    }

    @Override
    public void compact() throws IOException {
        store.compact();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
