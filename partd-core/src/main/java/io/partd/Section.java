package io.partd;

import java.io.IOException;

/** A caller's own atomic section, from {@link Partd#lock} to {@link #close}. For the thread that began it only. */
@FunctionalInterface
public interface Section extends AutoCloseable {

    /**
     * Ends the section. A second call has no effect.
     *
     * @throws IllegalMonitorStateException if called by another thread than began it
     */
    @Override
    void close() throws IOException;
}
