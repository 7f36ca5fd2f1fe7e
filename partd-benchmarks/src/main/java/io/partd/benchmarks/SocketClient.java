package io.partd.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A connection to {@link SocketServer}. */
final class SocketClient implements Connection {

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int pipeline;
    private final Queue<Integer> underWay = new ArrayDeque<>();
    private int bytesUnderWay;
    private ByteBuffer request = ByteBuffer.allocate(256 * 1024);

    SocketClient(URI server, int pipeline) throws IOException {
        socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 64 * 1024));
        out = socket.getOutputStream();
        this.pipeline = pipeline;
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        int size = 0;
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            size += 6 + 3 * entry.getKey().length() + entry.getValue().length;
        }
        if (size + 5 > request.capacity()) {
            request = ByteBuffer.allocate(size + 5);
        }
        request.clear().put((byte) 'a').putInt(0);
        for (Map.Entry<String, byte[]> entry : batch.entrySet()) {
            byte[] key = entry.getKey().getBytes(StandardCharsets.UTF_8);
            request.putShort((short) key.length).put(key);
            request.putInt(entry.getValue().length).put(entry.getValue());
        }
        request.putInt(1, request.position() - 5);
        while (!underWay.isEmpty() && bytesUnderWay + size > pipeline) {
            awaitOne();
        }
        out.write(request.array(), 0, request.position());
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
        int answer = in.read();
        if (answer != 'k') {
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
        byte[] value = new byte[Math.toIntExact(in.readLong())];
        in.readFully(value);
        return value;
    }

    /** Asks for all of them first: that is little, and the server always has something to send. */
    @Override
    public long getAll(List<String> keys) throws IOException {
        for (String key : keys) {
            ask(key);
        }
        long read = 0;
        for (int i = 0; i < keys.size(); i++) {
            byte[] value = new byte[Math.toIntExact(in.readLong())];
            in.readFully(value);
            read += value.length;
        }
        return read;
    }

    private void ask(String key) throws IOException {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        out.write(ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 'g')
                .putInt(bytes.length)
                .put(bytes)
                .array());
    }

    @Override
    public void drop() throws IOException {
        out.write('d');
        awaitAcknowledgement();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
