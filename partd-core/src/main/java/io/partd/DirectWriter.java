package io.partd;

import java.io.IOException;

/** Appends each value at once. */
final class DirectWriter<V> implements BatchWriter<V> {

    private final Partd<V> partd;
    private boolean closed;

    DirectWriter(Partd<V> partd) {
        this.partd = partd;
    }

    @Override
    public void append(String key, V value) throws IOException {
        flush();
        partd.append(key, value);
    }

    @Override
    public void flush() throws IOException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "BatchWriter(" + partd + ")";
    }
}
