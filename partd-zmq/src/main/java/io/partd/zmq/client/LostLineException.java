package io.partd.zmq.client;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Says that a connection is lost, or that what belongs to it is lost with it. */
final class LostLineException extends IOException {

    private static final long serialVersionUID = 1L;

    LostLineException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
