package io.partd.benchmarks;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limit for appends: writes the values into a socket, each in one call, and has {@link LoopbackServer} say how many
 * bytes came out of it. No keys, no acknowledgements, nothing kept.
 */
final class LoopbackSender implements Connection {

    private final URI server;
    private @Nullable Socket socket;
    private long sent;

    LoopbackSender(URI server) {
        this.server = server;
    }

    @Override
    public void append(Map<String, byte[]> batch) throws IOException {
        if (socket == null) {
            socket = new Socket(server.getHost(), server.getPort());
        }
        OutputStream out = socket.getOutputStream();
        for (byte[] value : batch.values()) {
            out.write(value);
            sent += value.length;
        }
    }

    @Override
    public void flush() throws IOException {
        if (socket == null) {
            return;
        }
        try (Socket open = socket) {
            socket = null;
            open.shutdownOutput();
            long received = new DataInputStream(open.getInputStream()).readLong();
            if (received != sent) {
                throw new IOException("sent " + sent + " bytes, but " + received + " were received");
            }
            sent = 0;
        }
    }

    @Override
    public byte[] get(String key) throws IOException {
        throw new IOException("nothing is kept, and so not the value of " + key);
    }

    @Override
    public void drop() {}

    @Override
    public boolean keepsValues() {
        return false;
    }

    @Override
    public void close() throws IOException {
        flush();
    }
}
