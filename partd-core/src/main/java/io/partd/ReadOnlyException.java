package io.partd;

import java.io.IOException;

/** Says that a store that was opened read-only was asked for a change. Nothing was changed. */
public final class ReadOnlyException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception with the message {@code read-only: store}. */
    public ReadOnlyException(Object store) {
        super("read-only: " + store + "; open it for writing to change it");
    }
}
