package io.partd.internal;

import java.io.IOException;

/** Does something, or fails with an {@link IOException}. */
@FunctionalInterface
public interface IoRunnable {

    /** Does it. */
    void run() throws IOException;
}
