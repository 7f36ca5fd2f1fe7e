package io.partd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** A store of which every nth append fails, with nothing added, as long as it is told to. */
public final class FailingStore extends ForwardingStore {

    /** What a failing append says. */
    public static final String MESSAGE = "disk full, says the test";

    private final int every;
    private int appends;
    private boolean failing = true;

    public FailingStore(Store store, int every) {
        super(store);
        this.every = every;
    }

    /** Lets appends fail or not. */
    public synchronized void setFailing(boolean failing) {
        this.failing = failing;
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
