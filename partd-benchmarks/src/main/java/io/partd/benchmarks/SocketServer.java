package io.partd.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The server one would write in an afternoon: a thread for each connection, blocking sockets, a map on the heap. A
 * request is a byte and, but for a drop, its length and its bytes:
 *
 * <ul>
 *   <li>{@code a}: for each key its length in two bytes, the key, the length of the value in four bytes, the value;
 *       answered with a byte
 *   <li>{@code g}: a key; answered with the length of its value in eight bytes, and the value
 *   <li>{@code d}: a drop; answered with a byte
 * </ul>
 */
public final class SocketServer {

    private final Map<String, List<ByteBuffer>> pieces = new ConcurrentHashMap<>();

    private SocketServer() {}

    /** Serves on a free port, and says which. */
    public static void main(String[] args) throws IOException {
        SocketServer store = new SocketServer();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println("serving at tcp://127.0.0.1:" + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                new Thread(() -> store.serve(socket)).start();
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            for (int request; (request = in.read()) >= 0; ) {
                switch (request) {
                    case 'a' -> {
                        append(ByteBuffer.wrap(body(in)));
                        out.write('k');
                    }
                    case 'g' -> get(new String(body(in), StandardCharsets.UTF_8), out);
                    case 'd' -> {
                        pieces.clear();
                        out.write('k');
                    }
                    default -> throw new IOException("no request " + request);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] body(DataInputStream in) throws IOException {
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return body;
    }

    /** Keeps the values as they came, in the array of the whole batch. */
    private void append(ByteBuffer batch) throws EOFException {
        while (batch.hasRemaining()) {
            byte[] key = new byte[batch.getShort()];
            batch.get(key);
            int length = batch.getInt();
            if (length > batch.remaining()) {
                throw new EOFException("a value of " + length + " bytes in " + batch.remaining());
            }
            List<ByteBuffer> list =
                    pieces.computeIfAbsent(new String(key, StandardCharsets.UTF_8), name -> new ArrayList<>());
            synchronized (list) {
                list.add(batch.slice(batch.position(), length));
            }
            batch.position(batch.position() + length);
        }
    }

    private void get(String key, DataOutputStream out) throws IOException {
        List<ByteBuffer> list = pieces.getOrDefault(key, List.of());
        List<ByteBuffer> copy;
        synchronized (list) {
            copy = List.copyOf(list);
        }
        // Small pieces go out in larger writes; there is no gathering write on these sockets.
        ByteBuffer together = ByteBuffer.allocate(128 * 1024);
        together.putLong(copy.stream().mapToLong(ByteBuffer::remaining).sum());
        for (ByteBuffer piece : copy) {
            if (piece.remaining() > together.remaining()) {
                out.write(together.array(), 0, together.position());
                together.clear();
            }
            if (piece.remaining() > together.remaining()) {
                out.write(piece.array(), piece.arrayOffset(), piece.remaining());
            } else {
                together.put(piece.duplicate());
            }
        }
        out.write(together.array(), 0, together.position());
    }
}
