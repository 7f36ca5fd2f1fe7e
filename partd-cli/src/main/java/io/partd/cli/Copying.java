package io.partd.cli;

import io.partd.Store;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/** Copies values from store to store: small ones many at a time, large ones in parts. */
final class Copying {

    private static final int PART = 1 << 20;
    private static final int MOST_BYTES = 8 << 20;
    private static final int MOST_KEYS = 4096;

    private final Store to;
    private final LongAdder done;
    private final Map<String, List<ByteBuffer>> batch = new LinkedHashMap<>();
    private int held;

    /** Makes the copying; it counts in {@code done} the bytes that have been copied. */
    Copying(Store to, LongAdder done) {
        this.to = to;
        this.done = done;
    }

    /** Copies the values of keys. */
    void copy(Store from, Set<String> keys) throws IOException {
        to.claim(keys);
        for (String key : keys) {
            try (InputStream in = from.open(key)) {
                add(key, in);
            }
        }
        finish();
    }

    /** Copies a value, of which a part may wait for {@link #finish}. */
    void add(String key, InputStream value) throws IOException {
        for (byte[] part = value.readNBytes(PART); part.length > 0; part = value.readNBytes(PART)) {
            add(key, part);
        }
    }

    /** Appends what waits. */
    void finish() throws IOException {
        append();
    }

    private void add(String key, byte[] part) throws IOException {
        batch.computeIfAbsent(key, absent -> new ArrayList<>()).add(ByteBuffer.wrap(part));
        held += part.length;
        if (held >= MOST_BYTES || batch.size() >= MOST_KEYS) {
            append();
        }
    }

    private void append() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (held > 0) {
            to.appendBuffers(batch);
            done.add(held);
            batch.clear();
            held = 0;
        }
    }
}
