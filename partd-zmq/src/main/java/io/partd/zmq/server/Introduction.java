package io.partd.zmq.server;

import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.WireGuarantees;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Message;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** A client's first message, which says what dialect it speaks. */
final class Introduction implements Closeable {

    private final Dialect dialect;
    private final Conversation conversation;
    private final ServerState server;
    private final @Nullable Session session;

    private Introduction(Dialect dialect, Conversation conversation, ServerState server, @Nullable Session session) {
        this.dialect = dialect;
        this.conversation = conversation;
        this.server = server;
        this.session = session;
    }

    /**
     * Finds the dialect; answers the message if it offered ours. Any other is not looked into, and is to be handled.
     */
    static Introduction of(Message first, Connection connection, ServerState server, Conversation conversation)
            throws IOException, InterruptedException {
        byte[] name = offered(first);
        if (name == null) {
            first.rewind();
            return new Introduction(new PythonDialect(connection, server), conversation, server, null);
        }
        Sessions.Found found = server.sessions().attach(name, conversation);
        Dialect ours = new PartdDialect(connection, found.session(), server);
        Introduction introduction = new Introduction(ours, conversation, server, found.session());
        try {
            answer(connection, server, found);
            return introduction;
        } catch (Throwable e) {
            introduction.close(); // or the client, when it connects again, would wait for this session for ever
            throw e;
        }
    }

    /** Returns the name of the session if our dialect is offered, null if it is not. */
    private static byte @Nullable [] offered(Message first) throws IOException {
        if (first.frames() != 3 || !isNext(first, Greetings.SYN) || !isNext(first, Greetings.DIALECT)) {
            return null;
        }
        first.next();
        return first.remaining() == Greetings.ID_LENGTH ? first.readBytes(Greetings.ID_LENGTH) : null;
    }

    private static boolean isNext(Message message, String word) throws IOException {
        message.next();
        return message.remaining() == word.length()
                && message.readText(message.remaining()).equals(word);
    }

    private static void answer(Connection connection, ServerState server, Sessions.Found found) throws IOException {
        send(connection, true, Greetings.bytes(Greetings.ACK));
        send(connection, true, Greetings.bytes(Greetings.DIALECT));
        send(connection, true, server.instance());
        send(
                connection,
                true,
                number(Long.BYTES).putLong(server.limits().longestMessage()).array());
        send(connection, true, number(Integer.BYTES).putInt(PartdDialect.CREDIT).array());
        send(
                connection,
                false,
                number(Long.BYTES + 1 + Integer.BYTES)
                        .putLong(found.session().last())
                        .put((byte) (found.wasKnown() ? 1 : 0))
                        .putInt(WireGuarantees.bits(server.store().guarantees()))
                        .array());
        connection.flush();
    }

    private static ByteBuffer number(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void send(Connection connection, boolean more, byte[] bytes) throws IOException {
        connection.frame(more, bytes.length);
        connection.put(bytes, 0, bytes.length);
    }

    Dialect dialect() {
        return dialect;
    }

    /** Tells whether the message was answered. */
    boolean isAnswered() {
        return session != null;
    }

    @Override
    public void close() throws IOException {
        try (dialect) {
            if (session != null) {
                server.sessions().detach(session, conversation);
            }
        }
    }
}
