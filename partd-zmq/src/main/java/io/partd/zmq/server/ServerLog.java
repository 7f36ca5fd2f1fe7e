package io.partd.zmq.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The server's log. A client that does something wrong a thousand times a second does not fill the disk by it. */
final class ServerLog {

    private static final Logger LOG = System.getLogger("io.partd.zmq.server");
    private static final int LINES_PER_SECOND = 20;

    private long second = Long.MIN_VALUE;
    private int lines;
    private long left;

    /** Logs what happened to one client. */
    void client(Object client, String what) {
        if (isDue()) {
            // What a client sent may be in it, and is not to look like a line of its own.
            LOG.log(Level.WARNING, "client {0}: {1}", client, what.replaceAll("\\p{Cntrl}", "?"));
        }
    }

    /** Logs that what a client asked for was not done. */
    void failed(Object client, Object operation, Throwable e) {
        if (e instanceof RuntimeException
                && !(e instanceof IllegalArgumentException || e instanceof UnsupportedOperationException)) {
            unexpected(client, e);
        } else {
            client(client, operation.toString().toLowerCase(Locale.ROOT) + ": " + Reasons.of(e));
        }
    }

    /** Logs what should not have happened. */
    void unexpected(Object client, Throwable e) {
        if (isDue()) {
            LOG.log(Level.ERROR, "client " + client + ": unexpected error", e);
        }
    }

    /** Logs what concerns all clients. */
    void server(Level level, String what) {
        LOG.log(level, what);
    }

    private synchronized boolean isDue() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            if (left > 0) {
                LOG.log(Level.WARNING, "{0} more lines like these were left out", left);
            }
            second = now;
            lines = 0;
            left = 0;
        }
        if (lines == LINES_PER_SECOND) {
            left++;
            return false;
        }
        lines++;
        return true;
    }
}
