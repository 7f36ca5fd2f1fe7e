package io.partd;

import java.io.IOException;

/** Says that stored data is not what was written: torn, overwritten, or written by something else. */
public final class CorruptDataException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception; the message says where the fault is and what was expected there. */
    public CorruptDataException(String message) {
        super(message);
    }

    /** Makes the exception with the decoder's own complaint as the cause. */
    public CorruptDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
