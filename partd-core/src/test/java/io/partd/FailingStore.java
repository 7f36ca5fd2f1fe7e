package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A store of which every nth append fails, with nothing added, as long as it is told to. Told to fail removals, it
 * fails a pop with nothing removed, and a delete or drop of several keys half-way.
 */
public final class FailingStore extends ForwardingStore {

    /** What a failing append says. */
    public static final String MESSAGE = "disk full, says the test";

    private final int every;
    private int appends;
    private boolean failing = true;
    private volatile boolean failingRemovals;

    public FailingStore(Store store, int every) {
        super(store);
        this.every = every;
    }

    /** Lets appends fail or not. */
    public synchronized void setFailing(boolean failing) {
        this.failing = failing;
    }

    /** Lets pops, deletions and drops fail or not. */
    public void setFailingRemovals(boolean failing) {
        failingRemovals = failing;
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        if (failingRemovals) {
            throw new IOException(MESSAGE);
        }
        return super.pop(keys);
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        if (failingRemovals) {
            super.delete(keys.stream().limit(keys.size() / 2).toList());
            throw new OutcomeUnknownException(MESSAGE, null);
        }
        super.delete(keys);
    }

    @Override
    public void drop() throws IOException {
        if (failingRemovals) {
            delete(keys());
        }
        super.drop();
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        if (fails()) {
            throw new IOException(MESSAGE);
        }
        super.appendBuffers(batch);
    }

    private synchronized boolean fails() {
        appends++;
        return failing && appends % every == 0;
    }
}
