package io.partd.zmq.server;

import java.io.IOException;

/** Says that a client cannot be told what went wrong, and its connection is to be closed. */
final class CutOffException extends IOException {

    private static final long serialVersionUID = 1L;

    CutOffException(String message) {
        super(message);
    }

    CutOffException(String message, Throwable cause) {
        super(message, cause);
    }
}
