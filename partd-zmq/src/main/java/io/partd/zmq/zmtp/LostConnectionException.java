package io.partd.zmq.zmtp;

import java.io.IOException;

/** Says that something could not be sent: the peer is gone, or takes nothing. */
public final class LostConnectionException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public LostConnectionException(String message, Throwable cause) {
        super(message, cause);
    }
}
