package io.partd.zmq.zmtp;

import java.io.IOException;

/** Says that what a peer sent is no ZMTP, or no message that has a meaning. */
public final class MalformedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public MalformedException(String message) {
        super(message);
    }
}
