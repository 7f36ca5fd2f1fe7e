package io.partd.benchmarks;

import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
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
    public void compact() throws IOException {
        store.compact();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
