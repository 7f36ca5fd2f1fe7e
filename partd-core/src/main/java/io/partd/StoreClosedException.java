package io.partd;

import java.io.IOException;

/** Thrown when a store or a writer is used after it was closed. */
public final class StoreClosedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception with the message {@code closed: store}. */
    public StoreClosedException(Object store) {
        super("closed: " + store);
    }
}
