package io.partd.benchmarks;

import io.partd.Partd;
import io.partd.Store;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** A client of ours. */
record OurClient(Store store, boolean pipelined) implements Connection {

    static OurClient open(URI server, int pipeline) throws IOException {
        boolean pipelined = pipeline > 0;
        return new OurClient(Partd.open(pipelined ? server + "?pipeline=" + pipeline : server.toString()), pipelined);
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        store.append(batch);
    }

    @Override
    public void flush() throws IOException {
        // Any call waits for the appends before it; a real flush would have the server spill what it holds, too.
        if (pipelined) {
            store.size("k");
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        return store.get(key);
    }

    @Override
    public void drop() throws IOException {
        store.drop();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
