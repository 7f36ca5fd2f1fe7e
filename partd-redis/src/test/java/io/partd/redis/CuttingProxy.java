package io.partd.redis;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Passes bytes on between clients and a server, and cuts each connection after a random number of bytes, once it is
 * told to.
 */
final class CuttingProxy implements Closeable {

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger cuts = new AtomicInteger();
    private final int target;
    private final Random random;
    private final int mostBytes;
    private volatile boolean cutting;

    CuttingProxy(int target, long seed, int mostBytes) throws IOException {
        this.target = target;
        this.random = new Random(seed);
        this.mostBytes = mostBytes;
        daemon(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    int cuts() {
        return cuts.get();
    }

    /** Begins to cut, at once those that have passed enough already. */
    void startCutting() {
        cutting = true;
    }

    /** Lets all be from now on. */
    void stopCutting() {
        cutting = false;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                Socket server;
                try {
                    server = new Socket(InetAddress.getLoopbackAddress(), target);
                } catch (IOException e) {
                    client.close();
                    continue;
                }
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                AtomicLong left = new AtomicLong(500 + random.nextInt(mostBytes));
                daemon(() -> pass(client, server, left));
                daemon(() -> pass(server, client, left));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void pass(Socket from, Socket to, AtomicLong left) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[1 << 12];
            for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
                long rest = left.addAndGet(-count);
                if (rest > 0 || !cutting) {
                    out.write(buffer, 0, count);
                } else {
                    out.write(buffer, 0, (int) Math.max(0, count + rest));
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException e) {
            // The other direction was cut.
        }
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
