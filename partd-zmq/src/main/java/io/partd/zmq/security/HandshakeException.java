package io.partd.zmq.security;

import java.io.IOException;

/** Says that the other side of a connection is not what it should be, or does not say what it should. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public HandshakeException(String message) {
        super(message);
    }
}
