package io.partd.zmq.server;

import io.partd.Store;
import io.partd.zmq.Endpoint;
import io.partd.zmq.security.Mechanism;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.zmtp.Blocks;
import io.partd.zmq.zmtp.Limits;
import io.partd.zmq.zmtp.Listener;
import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Lets other processes use a store: those of Python's {@code partd.Client}, unchanged, and those of
 * {@link io.partd.Partd#open Partd.open("tcp://…")}. Put a buffer over the store, so that it caches in memory and
 * writes large pieces: {@code PartdServer.start(Partd.log(dir).with(WriteBuffer.of("1g")), List.of(Endpoint.of(…)),
 * ServerOptions.defaults())}.
 *
 * <ul>
 *   <li><b>Acknowledged is stored:</b> what was acknowledged is in the store as far as the store promises it. Over a
 *       buffer it is in memory until it is spilled, flushed or the server closed, and lost if the process is killed.
 *   <li><b>Back-pressure:</b> a client waits for its acknowledgement when the store lags behind, or when all memory for
 *       messages is in use; first come, first served.
 *   <li><b>Bad input</b> costs the client that sent it its connection, or gets an error; nobody else notices. The log,
 *       {@code io.partd.zmq.server} of {@link System.Logger}, says why.
 *   <li><b>Errors of the store</b> go to the client that asked, and the server lives on.
 * </ul>
 *
 * <p>Thread-safe.
 */
public final class PartdServer implements Closeable {

    private static final int GATHERED = 1 << 17;

    private final State state;
    private final List<Listener> listeners;
    private final Visitors visitors;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private boolean closed;

    private PartdServer(Store store, List<Listener> listeners, ServerOptions options, Times times) {
        this.listeners = List.copyOf(listeners);
        this.state = new State(store, options, times);
        this.visitors = new Visitors(state, options.maxClients());
    }

    /**
     * Starts a server.
     *
     * @param store closed with the server; left open if this throws
     * @param endpoints where to listen; port 0 is any that is free
     * @throws IllegalArgumentException if there is no endpoint
     * @throws java.net.BindException if another one listens at an endpoint
     */
    public static PartdServer start(Store store, List<Endpoint> endpoints, ServerOptions options) throws IOException {
        return start(store, endpoints, options, Times.USUAL);
    }

    /** Opens the store of a server. */
    @FunctionalInterface
    public interface StoreOpener {

        /** Returns the store, which is closed with the server. */
        Store open() throws IOException;
    }

    /**
     * Starts a server whose store is opened when all endpoints are its own: one that cannot listen makes no store.
     *
     * @throws IOException as {@link #start(Store, List, ServerOptions)} does, or what {@code opener} throws
     */
    public static PartdServer start(StoreOpener opener, List<Endpoint> endpoints, ServerOptions options)
            throws IOException {
        return start(opener, endpoints, options, Times.USUAL);
    }

    static PartdServer start(Store store, List<Endpoint> endpoints, ServerOptions options, Times times)
            throws IOException {
        return start(() -> store, endpoints, options, times);
    }

    private static PartdServer start(StoreOpener opener, List<Endpoint> endpoints, ServerOptions options, Times times)
            throws IOException {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a server needs an address to listen at, as in tcp://127.0.0.1:5555");
        }
        List<Listener> listeners = new ArrayList<>();
        Store store;
        try {
            for (Endpoint endpoint : endpoints) {
                listeners.add(Listener.bind(endpoint));
            }
            store = opener.open();
        } catch (Throwable e) {
            for (Listener listener : listeners) {
                listener.close();
            }
            throw e;
        }
        PartdServer server = new PartdServer(store, listeners, options, times);
        if (!options.isEncrypted() && !endpoints.stream().allMatch(Endpoint::isLocal)) {
            server.state.log.server(
                    Level.WARNING,
                    "listening at " + server.endpoints() + " without encryption: who reaches these addresses can read, "
                            + "change and delete all; use CURVE keys, or listen at tcp://127.0.0.1");
        }
        server.listeners.forEach(server.visitors::admit);
        return server;
    }

    /** Returns where it listens, with the ports that were free. */
    public List<Endpoint> endpoints() {
        return listeners.stream().map(Listener::endpoint).toList();
    }

    /** Waits until a client asks it to stop, or {@link #close} is called. */
    public void awaitStop() throws InterruptedException {
        stopRequested.await();
    }

    /**
     * Stops: carries out what is being carried out, acknowledges it, lets the clients go, and closes the store. Closing
     * twice has no effect.
     *
     * @throws IOException if the store could not be closed; the message says what is lost
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        stopRequested.countDown();
        @Nullable IOException failure = null;
        for (Listener listener : listeners) {
            try {
                listener.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        visitors.letGo();
        state.store.close();
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "Server(" + state.store + " at " + endpoints() + ")";
    }

    /** What the conversations share. */
    private final class State implements ServerState {

        private final Store store;
        private final Store raw;
        private final ServerOptions options;
        private final Times times;
        private final Limits limits;
        private final Sessions sessions = new Sessions();
        private final ServerLog log = new ServerLog();
        private final byte[] instance = new byte[Greetings.ID_LENGTH];
        private volatile boolean stopping;

        State(Store store, ServerOptions options, Times times) {
            this.store = store;
            raw = store.raw(); // the clients decode
            this.options = options;
            this.times = times;
            this.limits = new Limits(
                    Blocks.of(options.sharedMemory(), options.reservedMemory()),
                    options.longestMessage(),
                    GATHERED,
                    times.handshakeMillis(),
                    options.stall().toMillis());
            new SecureRandom().nextBytes(instance);
        }

        @Override
        public Store store() {
            return raw;
        }

        @Override
        public Limits limits() {
            return limits;
        }

        @Override
        public boolean isEncrypted() {
            return options.isEncrypted();
        }

        @Override
        public Times times() {
            return times;
        }

        @Override
        public Mechanism mechanism() {
            return options.mechanism();
        }

        @Override
        public Sessions sessions() {
            return sessions;
        }

        @Override
        public byte[] instance() {
            return instance;
        }

        @Override
        public ServerLog log() {
            return log;
        }

        @Override
        public void request() {
            if (options.stopRequests() == StopRequests.REFUSED) {
                throw new UnsupportedOperationException("this server does not stop when a client asks for it");
            }
            stopping = true;
        }

        @Override
        public void afterAnswer() {
            if (stopping) {
                log.server(Level.INFO, "stopping, as a client has asked for it");
                stopRequested.countDown();
            }
        }
    }
}
