package io.partd.zmq.client;

import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.PythonKeys;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.LostConnectionException;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.locks.ReentrantLock;

/** Python's dialect: a command, and its acknowledgement before the next one. */
final class PythonDialogue implements Dialogue {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;
    private static final int LONGEST_REASON = 1000;

    private final ReentrantLock lock = new ReentrantLock();
    private final PythonLine line;

    /** Takes the first connection over. */
    PythonDialogue(Dialing dialing, Connection first) {
        line = new PythonLine(dialing, first);
    }

    /** Sends a command. */
    @FunctionalInterface
    private interface Sender {
        void send(Connection connection) throws IOException;
    }

    /** Receives the answer to a command, up to its acknowledgement. */
    @FunctionalInterface
    private interface Receiver<T> {
        T receive(Connection connection) throws IOException, InterruptedException;
    }

    @Override
    public void append(Batch batch, Deadline deadline) throws IOException {
        List<byte[]> keys = encode(batch.keys());
        if (!keys.isEmpty()) {
            change(batch.toString(), "append", connection -> batch.sendPairs(connection, keys), true, deadline);
        }
    }

    @Override
    public List<byte[]> get(List<String> keys, Deadline deadline) throws IOException {
        List<byte[]> encoded = encode(keys);
        if (keys.isEmpty()) {
            return List.of();
        }
        String what = "get of " + keys.size() + (keys.size() == 1 ? " key" : " keys");
        return call(
                what,
                false,
                deadline,
                connection -> {
                    sendWord(connection, "get", true);
                    sendFrames(connection, encoded);
                },
                connection -> {
                    List<byte[]> values = values(line.receive(connection, deadline), keys);
                    acknowledged(connection, deadline);
                    return values;
                });
    }

    private static List<byte[]> values(Message message, List<String> keys) throws IOException {
        if (message.frames() != keys.size()) {
            throw new MalformedException("the server sent " + message.frames() + " values for " + keys.size() + " keys"
                    + (message.frames() == 2 ? ": " + refusal(message) : ""));
        }
        List<byte[]> values = new ArrayList<>(keys.size());
        while (message.next()) {
            if (message.remaining() > LARGEST_ARRAY) {
                throw new MalformedException("the value of key '" + keys.get(values.size()) + "' has "
                        + message.remaining() + " bytes, an array at most " + LARGEST_ARRAY);
            }
            values.add(message.readBytes(message.remaining()));
        }
        return values;
    }

    @Override
    public InputStream open(String key, Deadline deadline, Runnable onClose) throws IOException {
        byte[] value = get(List.of(key), deadline).get(0);
        onClose.run();
        return new ByteArrayInputStream(value);
    }

    /**
     * Asks for the value before and after, since the server does not say whether it set it. Other clients may come in
     * between.
     */
    @Override
    public boolean iset(String key, byte[] value, Deadline deadline) throws IOException {
        List<byte[]> encoded = encode(List.of(key));
        if (value.length == 0) {
            return false;
        }
        Locks.acquire(lock, deadline, true, "another thread's call");
        try {
            if (get(List.of(key), deadline).get(0).length > 0) {
                return false;
            }
            String what = "iset of " + value.length + " bytes";
            change(what, "iset", connection -> sendFrames(connection, List.of(encoded.get(0), value)), true, deadline);
            try {
                return Arrays.equals(get(List.of(key), deadline).get(0), value);
            } catch (IOException e) {
                throw unknown(what, e);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void delete(List<String> keys, Deadline deadline) throws IOException {
        List<byte[]> encoded = encode(keys);
        if (!keys.isEmpty()) {
            change(
                    "delete of " + keys.size() + (keys.size() == 1 ? " key" : " keys"),
                    "delete",
                    connection -> sendFrames(connection, encoded),
                    true,
                    deadline);
        }
    }

    @Override
    public long size(String key, Deadline deadline) throws IOException {
        return get(List.of(key), deadline).get(0).length;
    }

    @Override
    public void drop(Deadline deadline) throws IOException {
        change("drop", "drop", connection -> {}, false, deadline);
    }

    /** Checks the keys; Python's store says nothing of which it can hold. */
    @Override
    public void claim(List<String> keys, Deadline deadline) throws IOException {
        encode(keys);
    }

    /** Every append has been acknowledged already, but for one of another thread. */
    @Override
    public void flush(Deadline deadline) throws IOException {
        Locks.acquire(lock, deadline, true, "another thread's call");
        lock.unlock();
    }

    /** It does not say what its store is, or what its buffer holds. */
    @Override
    public Set<Guarantee> guarantees() {
        return EnumSet.of(Guarantee.SHARED);
    }

    @Override
    public void stopServer(Deadline deadline) throws IOException {
        change("close", "close", connection -> {}, false, deadline);
    }

    @Override
    public List<byte[]> pop(List<String> keys, Deadline deadline) {
        throw unsupported("get and delete in one step");
    }

    @Override
    public SortedSet<String> keys(Deadline deadline) {
        throw unsupported("list its keys");
    }

    @Override
    public Section lock(Deadline deadline, Runnable onClose) {
        throw unsupported("keep other clients out for a section");
    }

    @Override
    public void compact(Deadline deadline) {
        throw unsupported("compact");
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("Python's server at " + line + " cannot " + what);
    }

    @Override
    public void finishAll(Deadline deadline) {
        // Every append has waited for its acknowledgement.
    }

    @Override
    public void disconnect() {
        line.drop();
    }

    private void change(String what, String command, Sender arguments, boolean more, Deadline deadline)
            throws IOException {
        call(
                what,
                true,
                deadline,
                connection -> {
                    sendWord(connection, command, more);
                    arguments.send(connection);
                },
                connection -> {
                    acknowledged(connection, deadline);
                    return true;
                });
    }

    private <T> T call(String what, boolean changes, Deadline deadline, Sender sender, Receiver<T> receiver)
            throws IOException {
        Locks.acquire(lock, deadline, true, "another thread's call");
        try {
            Connection connection = line.connected(deadline);
            send(what, sender, connection);
            try {
                return receiver.receive(connection);
            } catch (RefusedException e) {
                throw new IOException(e.getMessage(), e);
            } catch (IOException | RuntimeException | Error e) {
                // What is left of the answer must not be taken for that to the next command.
                line.drop();
                IOException failure = inTheClient(e);
                throw changes ? unknown(what, failure) : failed(what, failure);
            } catch (InterruptedException e) {
                line.drop();
                Thread.currentThread().interrupt();
                InterruptedIOException failure = Locks.interrupted("memory for an answer", e);
                throw changes ? unknown(what, failure) : failure;
            }
        } finally {
            lock.unlock();
        }
    }

    private static IOException inTheClient(Throwable e) {
        if (e instanceof IOException failure) {
            return failure;
        }
        return new IOException(e instanceof OutOfMemoryError ? "not enough memory" : "an error in the client: " + e, e);
    }

    private void send(String what, Sender sender, Connection connection) throws IOException {
        try {
            sender.send(connection);
            connection.flush();
        } catch (LostConnectionException e) {
            line.drop();
            ConnectException failure = new ConnectException("the connection to " + line + " was lost before all of the "
                    + what + " was sent: " + e.getMessage() + "; the call had no effect");
            failure.initCause(e);
            throw failure;
        } catch (IOException | RuntimeException | Error e) {
            line.drop();
            throw e;
        }
    }

    private OutcomeUnknownException unknown(String what, IOException cause) {
        return new OutcomeUnknownException(
                what + " was sent to the server at " + line + ", and may or may not be done: "
                        + Locks.withoutNoEffect(cause),
                0,
                1,
                cause);
    }

    private IOException failed(String what, IOException cause) {
        return new IOException(
                what + " failed at the server at " + line + ": " + cause.getMessage() + "; the call had no effect",
                cause);
    }

    /** Says that the server refused a command, and has acknowledged that. */
    private static final class RefusedException extends IOException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    private void acknowledged(Connection connection, Deadline deadline) throws IOException, InterruptedException {
        Message message = line.receive(connection, deadline);
        if (isAck(message)) {
            return;
        }
        message.rewind();
        String reason = refusal(message);
        if (!isAck(line.receive(connection, deadline))) {
            throw new MalformedException("the server did not acknowledge an error: " + reason);
        }
        throw new RefusedException("the server at " + line + " says: " + reason);
    }

    private static boolean isAck(Message message) throws IOException {
        return message.frames() == 1 && isWord(message, Greetings.ACK);
    }

    private static boolean isWord(Message message, String word) throws IOException {
        message.next();
        return message.remaining() == word.length()
                && message.readText(word.length()).equals(word);
    }

    private static String refusal(Message message) throws IOException {
        if (message.frames() != 2 || !isWord(message, Greetings.ERROR) || !message.next()) {
            throw new MalformedException("the server answered with " + message.frames()
                    + " frames that are neither an acknowledgement nor an error");
        }
        return message.readText(Math.min(message.remaining(), LONGEST_REASON));
    }

    private static List<byte[]> encode(List<String> keys) throws IOException {
        List<byte[]> encoded = new ArrayList<>(keys.size());
        for (String key : keys) {
            encoded.add(PythonKeys.toWire(key));
        }
        return encoded;
    }

    private static void sendWord(Connection connection, String word, boolean more) throws IOException {
        byte[] bytes = Greetings.bytes(word);
        connection.frame(more, bytes.length);
        connection.put(bytes, 0, bytes.length);
    }

    private static void sendFrames(Connection connection, List<byte[]> frames) throws IOException {
        for (int i = 0; i < frames.size(); i++) {
            byte[] frame = frames.get(i);
            connection.frame(i < frames.size() - 1, frame.length);
            connection.put(frame, 0, frame.length);
        }
    }
}
