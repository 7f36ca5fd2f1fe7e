package io.partd.zmq.client;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Dialer;
import io.partd.zmq.zmtp.Limits;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import io.partd.zmq.zmtp.MessageTooLargeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** Connects to one server, and says the first words. For one thread at a time. */
final class Dialing {

    private static final long SHARED = 1 << 20;
    /** The longest answer in our dialect is a list of sizes, eight bytes for each key. */
    private static final long LONGEST = 64 << 20;

    private static final int GATHERED = 1 << 17;
    /** In Python's dialect an answer has whole values. */
    private static final long LONGEST_OF_PYTHON = 1L << 40;

    private final Endpoint endpoint;
    private final ClientOptions options;
    private final byte[] session;
    private final Limits limits;

    private Dialing(Endpoint endpoint, ClientOptions options, byte[] session, long longest) {
        this.endpoint = endpoint;
        this.options = options;
        this.session = session.clone();
        long timeout = options.timeout().toMillis();
        this.limits = new Limits(Blocks.of(SHARED, longest), longest, GATHERED, timeout, timeout);
    }

    /** Makes it for a client that offers our dialect. */
    Dialing(Endpoint endpoint, ClientOptions options, byte[] session) {
        this(endpoint, options, session, LONGEST);
    }

    /** Returns one that does not offer our dialect, and takes messages of any length. */
    Dialing forPython() {
        return new Dialing(endpoint, options, new byte[0], LONGEST_OF_PYTHON);
    }

    /** A connection, and what the server offers; null if it speaks Python's dialect. */
    record Dialed(Connection connection, @Nullable Offer offer) {}

    /**
     * Connects once.
     *
     * @throws ConnectException if that fails, and may succeed later
     * @throws HandshakeException if the server wants another mechanism or other keys
     * @throws InterruptedIOException if the thread is interrupted while it waits for memory
     * @throws IOException if the server does not admit the client, or is not a partd server
     */
    Dialed dial(Deadline deadline) throws IOException {
        Connection connection;
        try {
            connection = Dialer.connect(endpoint, options.mechanism(), limits, Math.max(1, deadline.millis()));
        } catch (IOException e) {
            throw notConnected(e);
        }
        try {
            return greet(connection, deadline);
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    private Dialed greet(Connection connection, Deadline deadline) throws IOException {
        Message answer;
        try {
            connection.limitTime(deadline.nanos());
            send(connection, Greetings.bytes(Greetings.SYN), session.length > 0);
            if (session.length > 0) {
                send(connection, Greetings.bytes(Greetings.DIALECT), true);
                send(connection, session, false);
            }
            connection.flush();
            answer = connection.receive(deadline.millis());
            if (answer == null) {
                throw new EOFException("the server has closed the connection; it may have too many clients");
            }
            connection.limitTime(Long.MAX_VALUE);
        } catch (IOException e) {
            throw notConnected(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while connecting to " + this);
        }
        try {
            return new Dialed(connection, Offer.read(answer));
        } catch (IOException e) {
            throw new IOException("cannot connect to " + this + ": " + e.getMessage(), e);
        }
    }

    private static void send(Connection connection, byte[] frame, boolean more) throws IOException {
        connection.frame(more, frame.length);
        connection.put(frame, 0, frame.length);
    }

    /**
     * Returns what to throw. It is a {@link ConnectException} if another attempt may succeed: nobody listens, the host
     * has no address for the moment, or the connection breaks off, as it also does while a server starts or stops. One
     * that answers nonsense, or that refuses the keys, will do so again.
     */
    private IOException notConnected(IOException cause) {
        String message = "cannot connect to " + this + ": " + cause.getMessage();
        if (cause instanceof MalformedException || cause instanceof MessageTooLargeException) {
            return new IOException(message, cause);
        }
        if (cause instanceof InterruptedIOException && !(cause instanceof SocketTimeoutException)) {
            return cause;
        }
        IOException exception =
                cause instanceof HandshakeException ? new HandshakeException(message) : new ConnectException(message);
        exception.initCause(cause);
        return exception;
    }

    /** Returns the server's address. */
    @Override
    public String toString() {
        return endpoint.toString();
    }
}
