package io.partd.zmq.client;

import io.partd.OutcomeUnknownException;
import io.partd.Section;
import java.io.Closeable;
import java.io.IOException;

/** A section that only the thread that began it can end, and only once. */
final class ClientSection implements Section {

    private final Thread owner = Thread.currentThread();
    private final Closeable end;
    private final Runnable afterwards;
    private boolean closed;

    ClientSection(Closeable end, Runnable afterwards) {
        this.end = end;
        this.afterwards = afterwards;
    }

    @Override
    public void close() throws IOException {
        Thread caller = Thread.currentThread();
        if (caller != owner) {
            throw new IllegalMonitorStateException("a section of thread '" + owner.getName()
                    + "' cannot be closed by thread '" + caller.getName() + "'");
        }
        if (closed) {
            return;
        }
        closed = true;
        try {
            end.close();
        } catch (OutcomeUnknownException e) {
            throw e;
        } catch (IOException e) {
            throw new OutcomeUnknownException(
                    "a section could not be ended, and what was done in it is not undone: " + e.getMessage(), e);
        } finally {
            afterwards.run();
        }
    }
}
