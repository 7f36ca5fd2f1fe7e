package io.partd;

import java.io.IOException;

/**
 * Exclusive use of a dataset by one thread, from {@link Partd#lock} to {@link #close}. Only the thread that began a
 * section may end it.
 *
 * <pre>{@code
 * try (Section section = trips.lock()) { // other threads and processes wait
 *     if (trips.size("oslo") > 1_000_000) {
 *         trips.delete("oslo");
 *     }
 * }
 * }</pre>
 */
@FunctionalInterface
public interface Section extends AutoCloseable {

    /**
     * Ends the section. A second call has no effect.
     *
     * @throws OutcomeUnknownException if the store cannot confirm the end. What was done in the section stays done,
     *     unless the message says that something was not
     * @throws IllegalMonitorStateException if another thread began the section
     */
    @Override
    void close() throws IOException;
}
