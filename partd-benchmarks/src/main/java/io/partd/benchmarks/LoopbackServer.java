package io.partd.benchmarks;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Receives from each {@link LoopbackSender} in a thread, throws the bytes away and says how many they were. */
public final class LoopbackServer {

    private LoopbackServer() {}

    /** Serves on a free port, and says which. */
    public static void main(String[] args) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println("receiving at tcp://127.0.0.1:" + server.getLocalPort());
            while (true) {
                Socket socket = server.accept();
                new Thread(() -> receive(socket)).start();
            }
        }
    }

    private static void receive(Socket socket) {
        try (socket) {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[256 * 1024];
            long received = 0;
            for (int read; (read = in.read(buffer)) >= 0; ) {
                received += read;
            }
            new DataOutputStream(socket.getOutputStream()).writeLong(received);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
