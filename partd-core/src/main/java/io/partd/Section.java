package io.partd;

import java.io.IOException;

/** A caller's own atomic section, from {@link Partd#lock} to {@link #close}. For the thread that began it only. */
@FunctionalInterface
public interface Section extends AutoCloseable {

    /**
     * Ends the section. A second call has no effect.
     *
     * @throws OutcomeUnknownException if that cannot be confirmed; what was done in the section stays done, unless its
     *     message says that something was not. So a change whose section ends so is not taken for one without effect.
     * @throws IllegalMonitorStateException if called by another thread than began it
     */
    @Override
    void close() throws IOException;
}
