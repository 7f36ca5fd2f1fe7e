package io.partd.cli.shuffle;

import io.partd.Store;
import io.partd.shuffle.BatchSink;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Partitions being written. Closing it leaves them complete. */
interface Writing extends BatchSink, Closeable {

    /** Returns what appends to a store and closes it. */
    static Writing of(Store store) {
        return new Writing() {
            @Override
            public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
                store.appendBuffers(batch);
            }

            @Override
            public void close() throws IOException {
                store.close();
            }
        };
    }
}
