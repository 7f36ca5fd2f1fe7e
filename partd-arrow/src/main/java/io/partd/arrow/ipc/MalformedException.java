package io.partd.arrow.ipc;

import java.io.IOException;

/** Says that bytes are not what Arrow's IPC format has them be, or something in it that is not read here. */
public final class MalformedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception; the message says what was found, and what would be valid. */
    public MalformedException(String message) {
        super(message);
    }

    /** Makes the exception with the cause that a parser had. */
    public MalformedException(String message, Throwable cause) {
        super(message, cause);
    }
}
