package io.partd.redis.wire;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * One connection. For one thread at a time, but that any may {@link #abort} it. After an {@link IOException} other than
 * a {@link RefusedException} it is of no use any more.
 */
public final class Link implements Closeable {

    private final ServerAddress server;
    private final Wire wire;
    private final Connection connection;

    /** Those that this server was sent as text, by any connection; it is enough then to name them. */
    private final Set<Script> known;

    private Link(ServerAddress server, Wire wire, Connection connection, Set<Script> known) {
        this.server = server;
        this.wire = wire;
        this.connection = connection;
        this.known = known;
    }

    /**
     * Connects.
     *
     * @throws java.net.ConnectException if nobody listens there
     * @throws IOException if the server does not admit us
     */
    public static Link open(ServerAddress server, Dialing dialing) throws IOException {
        Wire wire = dialing.wire(server);
        boolean opened = false;
        try {
            Link link = new Link(server, wire, dialing.connect(wire), dialing.known(server));
            opened = true;
            return link;
        } catch (JedisDataException e) {
            throw new RefusedException(new Refusal(String.valueOf(e.getMessage())), server);
        } catch (RuntimeException e) {
            throw Failures.ofConnecting(server, e);
        } finally {
            if (!opened) {
                wire.cut();
            }
        }
    }

    public ServerAddress server() {
        return server;
    }

    /** Sends a script to be carried out; it may be held back until something is received. */
    public void send(Script script, List<byte[]> names, List<byte[]> arguments) throws IOException {
        boolean isNew = known.add(script);
        byte[][] all = new byte[2 + names.size() + arguments.size()][];
        all[0] = isNew ? script.text() : script.hash();
        all[1] = Text.of(names.size());
        int at = 2;
        for (byte[] name : names) {
            all[at++] = name;
        }
        for (byte[] argument : arguments) {
            all[at++] = argument;
        }
        send(isNew ? Command.EVAL : Command.EVALSHA, all);
    }

    /** Sends a script as text, so that it is carried out even if the server has forgotten it. */
    public void sendText(Script script, List<byte[]> names, List<byte[]> arguments) throws IOException {
        known.remove(script);
        send(script, names, arguments);
    }

    public void send(Call call) throws IOException {
        send(call.script(), call.names(), call.arguments());
    }

    /** Sends a command. */
    public void send(Command command, byte[]... arguments) throws IOException {
        try {
            connection.sendCommand(command, arguments);
        } catch (RuntimeException e) {
            throw Failures.ofConnection(server, e);
        }
    }

    /** Sends what is held back. */
    public void flush() throws IOException {
        try {
            connection.getMany(0);
        } catch (RuntimeException e) {
            throw Failures.ofConnection(server, e);
        }
    }

    /**
     * Returns the next answer, after sending what is held back.
     *
     * @throws RefusedException if it is an error; the next answer can be received
     */
    @Nullable
    public Object receive() throws IOException {
        try {
            return connection.getOne();
        } catch (JedisDataException e) {
            Refusal refusal = new Refusal(String.valueOf(e.getMessage()));
            if (refusal.kind() == Refusal.Kind.SCRIPT) {
                known.clear();
            }
            throw new RefusedException(refusal, server);
        } catch (RuntimeException e) {
            throw Failures.ofConnection(server, e);
        }
    }

    /** Sends a command and returns the answer. */
    @Nullable
    public Object ask(Command command, String... arguments) throws IOException {
        byte[][] all = new byte[arguments.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = Text.of(arguments[i]);
        }
        send(command, all);
        return receive();
    }

    /** Ends the connection, whoever is using it. */
    public void abort() {
        wire.cut();
        try {
            connection.forceDisconnect();
        } catch (IOException | RuntimeException e) {
            // It is of no use either way.
        }
    }

    @Override
    public void close() {
        try {
            connection.disconnect();
        } catch (RuntimeException e) {
            // What was to be said was said.
        }
    }
}
