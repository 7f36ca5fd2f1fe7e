package io.partd.redis.wire;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

/** Makes of the client library's unchecked exceptions what callers of a store expect. */
public final class Failures {

    private Failures() {}

    /** Returns the exception for a connection that was not made. */
    static IOException ofConnecting(Object server, RuntimeException e) {
        String message = "cannot connect to the server at " + server + ": " + reason(e);
        IOException failure =
                root(e) instanceof ConnectException ? new ConnectException(message) : new IOException(message);
        failure.initCause(e);
        return failure;
    }

    /** Returns the exception for a connection that is lost. */
    public static IOException ofConnection(Object server, RuntimeException e) {
        return new IOException("lost the connection to the server at " + server + ": " + reason(e), e);
    }

    /** Returns the exception for what went wrong here, between an attempt to send and the answer. */
    public static IOException inTheClient(Object server, Throwable e) {
        return new IOException(
                e instanceof OutOfMemoryError
                        ? "no memory for an answer of the server at " + server + ": " + e.getMessage()
                        : "an error in the client: " + e,
                e);
    }

    private static String reason(RuntimeException e) {
        Throwable root = root(e);
        if (root instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        if (root instanceof UnknownHostException) {
            return "unknown host " + root.getMessage();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        // The library tries several addresses of a host and keeps each one's exception aside.
        for (Throwable each : root.getSuppressed()) {
            return root(each);
        }
        return root;
    }
}
