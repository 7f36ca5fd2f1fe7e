package io.partd.zmq.zmtp;

import java.net.SocketTimeoutException;

/** Says that no message has begun to come for as long as it was waited for. The connection is as it was. */
public final class SilenceException extends SocketTimeoutException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public SilenceException(String message) {
        super(message);
    }
}
