package io.partd.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Passes bytes on between clients and a server, until it is told to stall: it takes no more then, as a server that
 * stands still, and has little room for what is on its way.
 */
final class StallingProxy implements Closeable {

    private final ServerSocket listener = new ServerSocket();
    private final int target;
    private boolean stalled;

    StallingProxy(int target) throws IOException {
        this.target = target;
        listener.setReceiveBufferSize(1 << 12);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Stops taking bytes, or goes on. */
    synchronized void stall(boolean now) {
        stalled = now;
        notifyAll();
    }

    private synchronized void awaitFlow() throws InterruptedException {
        while (stalled) {
            wait();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                daemon(() -> pass(client, server));
                daemon(() -> pass(server, client));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 12];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                awaitFlow();
            }
        } catch (IOException | InterruptedException e) {
            // The other direction has ended.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        stall(false);
        listener.close();
    }
}
