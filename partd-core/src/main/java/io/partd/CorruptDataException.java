package io.partd;

import java.io.IOException;

/** Thrown when stored data is not what was written: it is torn, overwritten, or written by another program. */
public final class CorruptDataException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. The message says where the damage is and what was expected there. */
    public CorruptDataException(String message) {
        super(message);
    }

    /** Makes the exception with the decoder's exception as the cause. */
    public CorruptDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
