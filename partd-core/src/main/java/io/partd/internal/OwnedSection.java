package io.partd.internal;

import io.partd.OutcomeUnknownException;
import io.partd.Section;
import java.io.Closeable;
import java.io.IOException;

/** A section that only its thread can end, and only once. */
public final class OwnedSection implements Section {

    private final Thread owner = Thread.currentThread();
    private final Closeable release;
    private boolean closed;

    /** Makes a section of the calling thread. Its end calls {@code release}. */
    public OwnedSection(Closeable release) {
        this.release = release;
    }

    @Override
    public void close() throws IOException {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new IllegalMonitorStateException("a section of thread '" + owner.getName()
                    + "' cannot be closed by thread '" + caller.getName() + "'");
        }
        if (!closed) {
            closed = true;
            try {
                release.close();
            } catch (OutcomeUnknownException e) {
                throw e;
            } catch (IOException e) {
                throw new OutcomeUnknownException(
                        "a section could not be ended, and what was done in it is not undone: " + e.getMessage(), e);
            }
        }
    }
}
