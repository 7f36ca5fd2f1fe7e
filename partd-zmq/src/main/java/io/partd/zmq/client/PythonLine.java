package io.partd.zmq.client;

import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Message;
import io.partd.zmq.zmtp.SilenceException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The connection to a server in Python's dialect, made anew when it is lost. For one thread at a time. */
final class PythonLine {

    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final Dialing dialing;
    private @Nullable Connection connection;

    /** Takes the first connection over. */
    PythonLine(Dialing dialing, Connection first) {
        this.dialing = dialing;
        this.connection = first;
    }

    /** Returns a connection that was not lost a moment ago; what is said on it is to be over by the deadline. */
    synchronized Connection connected(Deadline deadline) throws IOException {
        Connection current = connection;
        if (current != null) {
            boolean quiet = false;
            try {
                current.limitTime(deadline.nanos());
                quiet = isQuiet(current);
            } finally {
                // Also after an error or an interrupt: a part of a message may have been read.
                if (!quiet) {
                    drop();
                }
            }
            if (quiet) {
                return current;
            }
        }
        long pause = FIRST_PAUSE;
        while (true) {
            try {
                Connection next = dialing.dial(deadline).connection();
                connection = next;
                next.limitTime(deadline.nanos());
                return next;
            } catch (ConnectException e) {
                if (deadline.isOver()) {
                    ConnectException exception = new ConnectException(
                            e.getMessage() + "; tried for " + deadline + ", and the call had no effect");
                    exception.initCause(e);
                    throw exception;
                }
            }
            Deadline end = new Deadline(Duration.ofNanos(Math.min(pause, deadline.nanos())));
            Locks.await(
                    left -> {
                        TimeUnit.NANOSECONDS.sleep(end.nanos());
                        return true;
                    },
                    deadline,
                    true,
                    "a connection to " + dialing);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /** Tells whether a connection is there, and nothing has come that was not asked for. */
    private static boolean isQuiet(Connection current) throws IOException {
        try {
            current.receive(0);
            return false;
        } catch (SilenceException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for memory; the call had no effect");
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for a message. */
    Message receive(Connection from, Deadline deadline) throws IOException, InterruptedException {
        Message message;
        try {
            message = from.receive(deadline.millis());
        } catch (SilenceException e) {
            throw new SocketTimeoutException("it did not answer within " + deadline);
        }
        if (message == null) {
            throw new EOFException("it has closed the connection");
        }
        return message;
    }

    /** Ends the connection; the next call makes another one. */
    synchronized void drop() {
        Connection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                // It is not used any more.
            }
        }
    }

    @Override
    public String toString() {
        return dialing.toString();
    }
}
