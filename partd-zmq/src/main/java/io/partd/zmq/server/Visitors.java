package io.partd.zmq.server;

import io.partd.zmq.zmtp.Listener;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The clients that are connected, each with its thread. Thread-safe. */
final class Visitors {

    private static final long PAUSE_MILLIS = 100;

    private final ServerState server;
    private final int most;
    private final Map<Conversation, Thread> present = new HashMap<>();
    private final List<Thread> doors = new ArrayList<>();
    private long count;
    private boolean leaving;

    Visitors(ServerState server, int most) {
        this.server = server;
        this.most = most;
    }

    /** Admits those who come to a listener, in a thread of its own, until the listener is closed. */
    void admit(Listener listener) {
        Thread door = new Thread(() -> keep(listener), "partd-accept " + listener.endpoint());
        door.setDaemon(true);
        doors.add(door);
        door.start();
    }

    private void keep(Listener listener) {
        while (true) {
            try {
                SocketChannel client = listener.accept();
                try {
                    welcome(client, listener);
                } catch (OutOfMemoryError e) {
                    server.log().server(Level.WARNING, "no thread for another client: " + e.getMessage());
                    client.close();
                }
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                server.log().server(Level.WARNING, "cannot accept a connection: " + e.getMessage());
                pause();
            } catch (RuntimeException | Error e) {
                // Others may come when there is memory again, and nobody else would let them in.
                server.log().unexpected(listener.endpoint(), e);
                pause();
            }
        }
    }

    private void welcome(SocketChannel client, Listener listener) throws IOException {
        String peer = name(client, listener);
        synchronized (this) {
            if (leaving || present.size() >= most) {
                if (!leaving) {
                    server.log().client(peer, "refused: " + most + " clients are connected, and no more are allowed");
                }
                client.close();
                return;
            }
            Conversation conversation = new Conversation(client, peer, server);
            Thread thread = new Thread(() -> run(conversation), "partd-client " + peer);
            thread.setDaemon(true);
            present.put(conversation, thread);
            try {
                thread.start();
            } catch (OutOfMemoryError e) {
                present.remove(conversation);
                throw e;
            }
        }
    }

    private void run(Conversation conversation) {
        try {
            conversation.run();
        } finally {
            synchronized (this) {
                present.remove(conversation);
                notifyAll();
            }
        }
    }

    private synchronized String name(SocketChannel client, Listener listener) throws IOException {
        count++;
        return client.getRemoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress() + ":" + address.getPort()
                : listener.endpoint() + "#" + count;
    }

    /** Lets all go, after what is being carried out for them; those for whom that takes too long are cut off. */
    void letGo() {
        List<Conversation> all;
        synchronized (this) {
            leaving = true;
            all = List.copyOf(present.keySet());
        }
        for (Conversation conversation : all) {
            conversation.stop();
        }
        if (!awaitAll(server.times().graceMillis())) {
            synchronized (this) {
                present.forEach((conversation, thread) -> {
                    server.log().client(conversation, "cut off: the server stops");
                    conversation.abort();
                    thread.interrupt();
                });
            }
            awaitAll(server.times().graceMillis());
        }
    }

    private synchronized boolean awaitAll(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        while (!present.isEmpty()) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                break;
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return present.isEmpty();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
