package peers;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import zmq.Msg;

/** A server of Python's wire on JeroMQ: one thread, a map on the heap. */
public final class JeroMqServer {

    /** From here on JeroMQ sends a direct buffer faster than an array, which it would copy again for every write. */
    private static final int LARGE = 4 << 20;

    private static final byte[] ACKNOWLEDGEMENT = "ack".getBytes(StandardCharsets.US_ASCII);

    private final Map<String, List<byte[]>> pieces = new HashMap<>();
    private final ZMQ.Socket socket;

    private JeroMqServer(ZMQ.Socket socket) {
        this.socket = socket;
    }

    /** Serves on a free port, and says which. */
    public static void main(String[] args) {
        try (ZContext context = new ZContext();
                ZMQ.Socket socket = context.createSocket(SocketType.ROUTER)) {
            configure(socket);
            int port = socket.bindToRandomPort("tcp://127.0.0.1");
            System.out.println("serving at tcp://127.0.0.1:" + port);
            new JeroMqServer(socket).serve();
        }
    }

    /** Sets what is advised: messages on the heap, and a limit for their size. */
    static void configure(ZMQ.Socket socket) {
        int limit = 1 << 30;
        socket.setMaxMsgSize(limit);
        socket.setMsgAllocator(size -> size < 0 || size > limit ? new Msg(0) : new Msg(size));
        socket.setLinger(1000);
    }

    private void serve() {
        while (true) {
            byte[] client = socket.recv();
            String command = text(socket.recv());
            switch (command) {
                case "append" -> {
                    while (socket.hasReceiveMore()) {
                        String key = text(socket.recv());
                        pieces.computeIfAbsent(key, name -> new ArrayList<>()).add(socket.recv());
                    }
                }
                case "get" -> {
                    List<String> keys = new ArrayList<>();
                    while (socket.hasReceiveMore()) {
                        keys.add(text(socket.recv()));
                    }
                    socket.sendMore(client);
                    for (int i = 0; i < keys.size(); i++) {
                        send(pieces.getOrDefault(keys.get(i), List.of()), i + 1 < keys.size() ? ZMQ.SNDMORE : 0);
                    }
                }
                case "drop" -> pieces.clear();
                case "syn" -> {}
                default -> throw new IllegalStateException("no command '" + command + "'");
            }
            socket.sendMore(client);
            socket.send(ACKNOWLEDGEMENT);
        }
    }

    private void send(List<byte[]> value, int flags) {
        int length = value.stream().mapToInt(piece -> piece.length).sum();
        ByteBuffer joined = length < LARGE ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
        value.forEach(joined::put);
        if (joined.hasArray()) {
            socket.send(joined.array(), flags);
        } else {
            socket.sendByteBuffer(joined.flip(), flags);
        }
    }

    private static String text(byte[] part) {
        return new String(part, StandardCharsets.UTF_8);
    }
}
