package io.partd.zmq.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Store;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.PythonKeys;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.LostConnectionException;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What Python's partd says: a command, and an acknowledgement before the next one. */
final class PythonDialect implements Dialect {

    private static final byte[] ACK = Greetings.bytes(Greetings.ACK);
    private static final byte[] ERROR = Greetings.bytes(Greetings.ERROR);
    private static final int LONGEST_COMMAND = 16;
    private static final int PIECE = 1 << 16;

    private final Connection connection;
    private final Store store;
    private final Stopping stopping;
    private final ServerLog log;
    private final long mostHeld;
    private final boolean encrypted;

    PythonDialect(Connection connection, ServerState server) {
        this.connection = connection;
        this.store = server.store();
        this.stopping = server;
        this.log = server.log();
        this.mostHeld = server.limits().longestMessage() / 4;
        this.encrypted = server.isEncrypted();
    }

    @Override
    public void handle(Message message) throws IOException, InterruptedException {
        String command = command(message);
        if (command.equals("get")) {
            get(message);
            return;
        }
        try {
            carryOut(command, message);
        } catch (IOException | RuntimeException | Error e) {
            log.failed(connection, command, e);
            refuse(e);
        }
        acknowledge();
        if (command.equals("close")) {
            stopping.afterAnswer();
        }
    }

    /** Returns the command's name; an empty one if it is none for sure. */
    private static String command(Message message) {
        message.next();
        try {
            return message.remaining() > LONGEST_COMMAND ? "" : message.readText(message.remaining());
        } catch (MalformedException e) {
            return "";
        }
    }

    private void carryOut(String command, Message message) throws IOException, InterruptedException {
        switch (command) {
            case Greetings.SYN -> {}
            case "append" -> store.appendBuffers(batch(message));
            case "iset" -> iset(message);
            case "delete" -> store.delete(keys(message));
            case "drop" -> store.drop();
            case "close" -> stopping.request();
            default ->
                throw new MalformedException("unknown command; there are append, close, delete, drop, get, iset, syn");
        }
    }

    private Map<String, List<ByteBuffer>> batch(Message message) throws IOException, InterruptedException {
        int pairs = (message.frames() - 1) / 2;
        if (message.frames() % 2 == 0) {
            throw new MalformedException("append with " + (message.frames() - 1)
                    + " frames; a key and a value each are needed, an even number");
        }
        Map<String, List<ByteBuffer>> batch = new HashMap<>(Math.min(pairs, PIECE) * 2);
        KeyBudget budget = new KeyBudget(connection.memory());
        while (message.next()) {
            String key = key(message, budget);
            message.next();
            batch.merge(key, message.slices(message.remaining()), PythonDialect::joined);
        }
        return batch;
    }

    private static List<ByteBuffer> joined(List<ByteBuffer> first, List<ByteBuffer> second) {
        List<ByteBuffer> joined = first instanceof ArrayList<ByteBuffer> ? first : new ArrayList<>(first);
        joined.addAll(second);
        return joined;
    }

    private void iset(Message message) throws IOException, InterruptedException {
        if (message.frames() != 3) {
            throw new MalformedException(
                    "iset with " + (message.frames() - 1) + " frames; a key and a value are needed, 2");
        }
        message.next();
        String key = key(message, new KeyBudget(connection.memory()));
        message.next();
        connection.memory().charge(message.remaining());
        store.iset(key, message.readBytes(message.remaining()));
    }

    private List<String> keys(Message message) throws IOException, InterruptedException {
        List<String> keys = new ArrayList<>();
        KeyBudget budget = new KeyBudget(connection.memory());
        while (message.next()) {
            keys.add(key(message, budget));
        }
        return keys;
    }

    private static String key(Message message, KeyBudget budget) throws IOException, InterruptedException {
        return PythonKeys.ofWire(budget.read(message, message.remaining()));
    }

    /** An error has no place in this answer, as it would be taken for a value: it ends the connection. */
    private void get(Message message) throws IOException, InterruptedException {
        try (Values values = Values.of(store, keys(message), connection.memory(), mostHeld)) {
            if (encrypted) {
                connection.memory().charge(values.largest());
            }
            send(values);
        } catch (LostConnectionException e) {
            throw e;
        } catch (IOException | RuntimeException | Error e) {
            throw new CutOffException("get: " + Reasons.of(e), e);
        }
        acknowledge();
    }

    private void send(Values values) throws IOException {
        if (values.count() == 0) {
            connection.frame(false, 0);
        }
        byte[] piece = new byte[(int) Math.min(PIECE, values.total())];
        for (int i = 0; i < values.count(); i++) {
            long left = values.size(i);
            connection.frame(i < values.count() - 1, left);
            while (left > 0) {
                int count = (int) Math.min(left, piece.length);
                values.read(piece, count);
                connection.put(piece, 0, count);
                left -= count;
            }
        }
    }

    private void acknowledge() throws IOException {
        connection.frame(false, ACK.length);
        connection.put(ACK, 0, ACK.length);
        if (!connection.hasMore()) {
            connection.flush();
        }
    }

    @Override
    public void finish() throws IOException {
        connection.flush();
    }

    @Override
    public long patience() {
        return Conversation.FOREVER;
    }

    @Override
    public void refuse(Throwable reason) throws IOException {
        byte[] text = Reasons.of(reason).getBytes(UTF_8);
        connection.frame(true, ERROR.length);
        connection.put(ERROR, 0, ERROR.length);
        connection.frame(false, text.length);
        connection.put(text, 0, text.length);
    }

    @Override
    public void close() {}
}
