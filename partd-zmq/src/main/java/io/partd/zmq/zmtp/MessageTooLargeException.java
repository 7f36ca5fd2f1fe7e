package io.partd.zmq.zmtp;

import java.io.IOException;

/** Says that a message, or what it asks for, is larger than the limit. */
public final class MessageTooLargeException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception; the message names the limit. */
    public MessageTooLargeException(String message) {
        super(message);
    }
}
