package io.partd.cli;

import io.partd.Partd;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** Copies values from codec to codec, each appended piece as one: of small keys many at a time. */
final class Recoding {

    private static final long MOST_BYTES = 8 << 20;
    private static final int MOST_KEYS = 4096;

    private final Partd<?> from;
    private final Partd<Object> to;
    private final Map<String, Object> batch = new LinkedHashMap<>();

    /** Makes the copying; {@code to} takes what {@code from} gives. */
    Recoding(Partd<?> from, Partd<Object> to) {
        this.from = from;
        this.to = to;
    }

    /**
     * Copies the values of the keys.
     *
     * @param sizes the keys, with the number of bytes that each has in {@code from}
     * @param done counts these bytes when they have been copied
     */
    void copy(SortedMap<String, Long> sizes, LongAdder done) throws IOException {
        try {
            copyAll(sizes, done);
        } finally {
            release();
        }
    }

    private void copyAll(SortedMap<String, Long> sizes, LongAdder done) throws IOException {
        long held = 0;
        for (Map.Entry<String, Long> key : sizes.entrySet()) {
            copy(key.getKey());
            held += key.getValue();
            if (held >= MOST_BYTES || batch.size() >= MOST_KEYS) {
                append();
                done.add(held);
                held = 0;
            }
        }
        append();
        done.add(held);
    }

    private void copy(String key) throws IOException {
        try (Stream<?> pieces = from.stream(key)) {
            for (Iterator<?> each = pieces.iterator(); each.hasNext(); ) {
                if (batch.containsKey(key)) {
                    append();
                }
                batch.put(key, each.next());
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void release() {
        batch.values().forEach(Value::close);
        batch.clear();
    }

    private void append() throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        if (!batch.isEmpty()) {
            try {
                to.append(batch);
            } finally {
                release();
            }
        }
    }
}
