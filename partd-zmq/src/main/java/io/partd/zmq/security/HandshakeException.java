package io.partd.zmq.security;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says that the other side of a connection is not what it should be, or does not say what it should. */
public final class HandshakeException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient byte @Nullable [] farewell;

    /** Makes the exception. */
    public HandshakeException(String message) {
        this(message, null);
    }

    HandshakeException(String message, byte @Nullable [] farewell) {
        super(message);
        this.farewell = farewell;
    }

    /** Returns a last command to send before the connection is closed, so that the other side knows why; else null. */
    public byte @Nullable [] farewell() {
        return farewell == null ? null : farewell.clone();
    }
}
