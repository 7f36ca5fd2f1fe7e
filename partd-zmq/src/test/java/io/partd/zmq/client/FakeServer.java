package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.zmq.Endpoint;
import io.partd.zmq.security.NullMechanism;
import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.Limits;
import io.partd.zmq.zmtp.Listener;
import io.partd.zmq.zmtp.Message;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A server that says what a test tells it to: one script for each connection, one after the other. */
final class FakeServer implements Closeable {

    private static final long LONG = 120_000;
    static final int CREDIT = 64;

    private final Listener listener;
    private final BlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile @Nullable Throwable failure;

    /** What is said on one connection; it ends with that. */
    @FunctionalInterface
    interface Script {
        void run(Talk talk) throws Exception;
    }

    FakeServer() throws IOException {
        listener = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"));
        thread = new Thread(this::serve, "fake server");
        thread.setDaemon(true);
        thread.start();
    }

    /** Adds a script for the next connection. */
    FakeServer then(Script script) {
        scripts.add(script);
        return this;
    }

    Endpoint endpoint() {
        return listener.endpoint();
    }

    ClientStore client(Duration timeout) throws IOException {
        return ClientStore.open(endpoint(), ClientOptions.defaults().timeout(timeout));
    }

    private void serve() {
        try {
            while (true) {
                Script script = scripts.take();
                Limits limits = new Limits(Blocks.of(1 << 20, 1 << 26), 1 << 26, 1 << 16, LONG, LONG);
                try (Connection connection = Listener.greet(
                        listener.accept(), "client", new NullMechanism(Map.of("Socket-Type", "ROUTER")), limits)) {
                    script.run(new Talk(connection));
                }
            }
        } catch (java.nio.channels.ClosedChannelException | InterruptedException e) {
            // The test is over.
        } catch (Throwable e) {
            failure = e;
        }
    }

    /** Stops, and fails if a script has. */
    @Override
    public void close() throws IOException {
        listener.close();
        thread.interrupt();
        Throwable found = failure;
        if (found != null) {
            throw new AssertionError("in the server: " + found, found);
        }
    }

    /** A request as it came. */
    record Asked(Operation operation, long number, List<byte[]> frames) {

        /** Returns what is behind the number in the first frame. */
        ByteBuffer arguments() {
            return ByteBuffer.wrap(frames.get(0))
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(9)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
    }

    /** One conversation. */
    static final class Talk {

        private final Connection connection;
        private final Head head = new Head();

        Talk(Connection connection) {
            this.connection = connection;
        }

        Connection connection() {
            return connection;
        }

        /** Takes the client's first message and offers our dialect. */
        Talk offer(int instance, long last, boolean known) throws Exception {
            List<byte[]> syn = frames();
            byte[] id = new byte[Greetings.ID_LENGTH];
            id[0] = (byte) instance;
            ByteBuffer numbers = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
            numbers.putLong(1 << 26).putInt(CREDIT).putLong(last).put((byte) (known ? 1 : 0));
            byte[] all = numbers.array();
            send(
                    Greetings.bytes(Greetings.ACK),
                    syn.get(1),
                    id,
                    java.util.Arrays.copyOf(all, 8),
                    java.util.Arrays.copyOfRange(all, 8, 12),
                    java.util.Arrays.copyOfRange(all, 12, 21));
            return this;
        }

        List<byte[]> frames() throws Exception {
            Message message = connection.receive(LONG);
            if (message == null) {
                throw new EOFException("the client has gone");
            }
            List<byte[]> frames = new java.util.ArrayList<>();
            while (message.next()) {
                frames.add(message.readBytes(message.remaining()));
            }
            return frames;
        }

        /** Takes a request. */
        Asked next() throws Exception {
            List<byte[]> frames = frames();
            ByteBuffer first = ByteBuffer.wrap(frames.get(0)).order(ByteOrder.LITTLE_ENDIAN);
            return new Asked(Operation.of(first.get()), first.getLong(), frames);
        }

        /** Takes a request of one operation. */
        Asked expect(Operation operation) throws Exception {
            Asked asked = next();
            if (asked.operation() != operation) {
                throw new AssertionError("expected " + operation + " and got " + asked.operation());
            }
            return asked;
        }

        /** Waits until the client leaves. */
        void awaitEnd() throws Exception {
            try {
                while (connection.receive(LONG) != null) {
                    // Whatever it says.
                }
            } catch (IOException e) {
                // That is an end too.
            }
        }

        void done(Asked asked) throws IOException {
            head.begin(Answer.DONE, asked.number()).send(connection, false);
            connection.flush();
        }

        void done(Asked asked, int result) throws IOException {
            head.begin(Answer.DONE, asked.number()).u8(result).send(connection, false);
            connection.flush();
        }

        void size(Asked asked, long result) throws IOException {
            head.begin(Answer.DONE, asked.number()).u64(result).send(connection, false);
            connection.flush();
        }

        void fail(long number, ErrorCode code, String reason, String key) throws IOException {
            head.begin(Answer.ERROR, number)
                    .u8(code.code())
                    .text(reason)
                    .text(key)
                    .send(connection, false);
            connection.flush();
        }

        void values(Asked asked, long... sizes) throws IOException {
            head.begin(Answer.VALUES, asked.number()).u32(sizes.length);
            for (long size : sizes) {
                head.u64(size);
            }
            head.send(connection, false);
            connection.flush();
        }

        void data(Asked asked, String bytes, boolean last) throws IOException {
            byte[] encoded = bytes.getBytes(UTF_8);
            head.begin(last ? Answer.LAST : Answer.DATA, asked.number()).send(connection, true);
            connection.frame(false, encoded.length);
            connection.put(encoded, 0, encoded.length);
            connection.flush();
        }

        /** Answers a get of one key. */
        void value(Asked asked, String value) throws IOException {
            values(asked, value.length());
            data(asked, value, true);
        }

        void send(byte[]... frames) throws IOException {
            for (int i = 0; i < frames.length; i++) {
                connection.frame(i < frames.length - 1, frames[i].length);
                connection.put(frames[i], 0, frames[i].length);
            }
            connection.flush();
        }
    }
}
