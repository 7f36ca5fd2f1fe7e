package peers;

import io.partd.benchmarks.Connections;
import io.partd.benchmarks.Connection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** A client that speaks Python's wire by JeroMQ. */
public final class JeroMqClient implements Connection {

    private final ZContext context = new ZContext();
    private final ZMQ.Socket socket = context.createSocket(SocketType.DEALER);
    private final int pipeline;
    private final Queue<Integer> underWay = new ArrayDeque<>();
    private int bytesUnderWay;

    private JeroMqClient(URI server, int pipeline) throws IOException {
        JeroMqServer.configure(socket);
        socket.connect(server.toString());
        this.pipeline = pipeline;
        socket.send("syn");
        awaitAcknowledgement();
    }

    /** Does what {@link Connections#run} says. */
    public static void main(String[] args) throws IOException {
        Connections.run(JeroMqClient::new, args);
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        int size = batch.values().stream().mapToInt(value -> value.length).sum();
        while (!underWay.isEmpty() && bytesUnderWay + size > pipeline) {
            awaitOne();
        }
        socket.sendMore("append");
        int left = batch.size();
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            left--;
            socket.sendMore(entry.getKey());
            socket.send(entry.getValue(), left > 0 ? ZMQ.SNDMORE : 0);
        }
        underWay.add(size);
        bytesUnderWay += size;
        if (pipeline == 0) {
            awaitOne();
        }
    }

    private void awaitOne() throws IOException {
        awaitAcknowledgement();
        bytesUnderWay -= underWay.remove();
    }

    private void awaitAcknowledgement() throws IOException {
        String answer = socket.recvStr();
        if (!"ack".equals(answer)) {
            throw new IOException("the answer is " + answer);
        }
    }

    @Override
    public void flush() throws IOException {
        while (!underWay.isEmpty()) {
            awaitOne();
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        ask(key);
        return receive();
    }

    /** Asks for the next one before it receives one. */
    @Override
    public long getAll(List<String> keys) throws IOException {
        long read = 0;
        for (int i = 0; i < keys.size(); i++) {
            if (i == 0) {
                ask(keys.get(i));
            }
            if (i + 1 < keys.size()) {
                ask(keys.get(i + 1));
            }
            read += receive().length;
        }
        return read;
    }

    private void ask(String key) {
        socket.sendMore("get");
        socket.send(key.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] receive() throws IOException {
        byte[] value = socket.recv();
        awaitAcknowledgement();
        return value;
    }

    @Override
    public void drop() throws IOException {
        socket.send("drop");
        awaitAcknowledgement();
    }

    @Override
    public void close() {
        context.close();
    }
}
