package io.partd.zmq.server;

import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Limits;
import io.partd.zmq.zmtp.Listener;
import io.partd.zmq.zmtp.LostConnectionException;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import io.partd.zmq.zmtp.MessageTooLargeException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is said with one client, from its connecting to its leaving, in a thread of its own. */
final class Conversation implements Runnable {

    /** A time that nobody waits to the end. */
    static final long FOREVER = Duration.ofDays(36_500).toMillis();

    private final SocketChannel channel;
    private final String peer;
    private final ServerState server;
    private volatile boolean stopped;
    private volatile @Nullable Connection connection;

    Conversation(SocketChannel channel, String peer, ServerState server) {
        this.channel = channel;
        this.peer = peer;
        this.server = server;
    }

    @Override
    public void run() {
        try {
            Limits limits = server.limits();
            try (Connection greeted = Listener.greet(channel, peer, server.mechanism(), limits)) {
                connection = greeted;
                if (stopped) {
                    return;
                }
                talk(greeted);
            }
        } catch (EOFException e) {
            // Somebody only looked whether there is a server.
        } catch (IOException e) {
            if (!stopped) {
                server.log().client(peer, "refused: " + e.getMessage());
            }
        } catch (RuntimeException | Error e) {
            server.log().unexpected(peer, e);
        }
    }

    private void talk(Connection with) throws IOException {
        try {
            Message first = first(with);
            if (first == null) {
                return;
            }
            try (Introduction introduction = Introduction.of(first, with, server, this)) {
                listen(with, introduction.dialect(), introduction.isAnswered() ? null : first);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (LostConnectionException | EOFException e) {
            if (!stopped) {
                server.log().client(with, "gone: " + e.getMessage());
            }
        } catch (CutOffException e) {
            server.log().client(with, "cut off: " + e.getMessage());
        }
    }

    /** Waits for the first message. What is said to somebody who does not get so far is said in Python's dialect. */
    private @Nullable Message first(Connection with) throws IOException, InterruptedException {
        try {
            return with.receive(server.times().firstMessageMillis());
        } catch (MalformedException | MessageTooLargeException | SocketTimeoutException | HandshakeException e) {
            part(with, new PythonDialect(with, server), e);
            return null;
        }
    }

    private void listen(Connection with, Dialect dialect, @Nullable Message first)
            throws IOException, InterruptedException {
        try {
            Message message = first == null ? with.receive(dialect.patience()) : first;
            while (message != null) {
                dialect.handle(message);
                message = with.receive(dialect.patience());
            }
            dialect.finish();
            if (stopped) {
                with.closeGently();
            }
        } catch (MalformedException | MessageTooLargeException | SocketTimeoutException | HandshakeException e) {
            part(with, dialect, e);
        }
    }

    private void part(Connection with, Dialect dialect, IOException reason) throws IOException {
        server.log().client(with, "cut off: " + reason.getMessage());
        dialect.refuse(reason);
        with.flush();
        with.closeGently();
    }

    /** Ends it, after the request that is being carried out. For any thread. */
    void stop() {
        stopped = true;
        try {
            Connection current = connection;
            if (current == null) {
                channel.close();
            } else {
                current.stopReceiving();
            }
        } catch (ClosedChannelException e) {
            // It has just ended.
        } catch (IOException e) {
            server.log().client(peer, "could not be stopped: " + e.getMessage());
        }
    }

    /** Ends it at once; what is being carried out is, but not answered. For any thread. */
    void abort() {
        stopped = true;
        try {
            Connection current = connection;
            if (current == null) {
                channel.close();
            } else {
                current.abort();
            }
        } catch (IOException e) {
            server.log().client(peer, "could not be closed: " + e.getMessage());
        }
    }

    @Override
    public String toString() {
        return peer;
    }
}
