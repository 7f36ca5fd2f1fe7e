package io.partd.zmq.client;

import io.partd.Guarantee;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.zmq.Endpoint;
import io.partd.zmq.wire.Greetings;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A store at a server, over the network: a {@code PartdServer}, or Python's {@code partd.Server}.
 *
 * <p><b>Keys</b> are those of the server's store, but the empty one and one with half a surrogate pair.
 *
 * <p><b>Threads.</b> Any number of threads may share a client; their calls are under way at the same time, on one
 * connection. With Python's server one call waits for the other.
 *
 * <p><b>Errors.</b> Every call ends within the {@linkplain ClientOptions#timeout timeout}. A change that was sent, and
 * of which no answer came, throws an {@link io.partd.OutcomeUnknownException}: it may or may not be stored. Any other
 * exception says that the call had no effect. An interrupt ends a wait for another thread, and for the answer to what
 * changes nothing; a change that was sent waits for its answer, and keeps the interrupt status set.
 *
 * <p><b>Lost connections</b> are made anew by the call under way, or the next one. The server is asked what it has done
 * already, so that nothing is done twice; if it was started anew meanwhile, that is unknown. A value that was being
 * read by {@link #open} and a section are lost with their connection, and say so.
 *
 * <p><b>Pipelining.</b> With a {@linkplain ClientOptions#pipeline pipeline} an append returns when it is sent. A key
 * that the store cannot hold is refused at once; any other error of an append is thrown by a later call, once, which
 * has no effect then itself. Every call but an append waits first until all appends before it are acknowledged.
 *
 * <p><b>Python's server</b> can only append, get, set, delete and drop. {@link #keys}, {@link #pop}, {@link #lock} and
 * {@link #compact} throw an {@link UnsupportedOperationException}; {@link #open}, {@link #stream} and {@link #size} get
 * the whole value; {@link #iset} gets it before and after, and other clients may come in between; keys with {@code -|-}
 * are refused. An append is as much all or nothing as Python's store makes it.
 */
public final class ClientStore implements Store {

    /** A server that is there, and nobody in a section, answers in less. */
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(250);

    private final Endpoint endpoint;
    private final ClientOptions options;
    private final Dialogue dialogue;
    private final Uses uses;

    private ClientStore(Endpoint endpoint, ClientOptions options, Dialogue dialogue) {
        this.endpoint = endpoint;
        this.options = options;
        this.dialogue = dialogue;
        this.uses = new Uses(dialogue::disconnect);
    }

    /**
     * Connects to a server, with the {@linkplain ClientOptions#defaults default options}.
     *
     * @throws java.net.ConnectException if no server is there
     * @throws IOException if it does not admit this client, or is not a partd server
     */
    public static ClientStore open(Endpoint endpoint) throws IOException {
        return open(endpoint, ClientOptions.defaults());
    }

    /**
     * Connects to a server.
     *
     * @throws java.net.ConnectException if no server is there
     * @throws IOException if it does not admit this client, or is not a partd server
     */
    public static ClientStore open(Endpoint endpoint, ClientOptions options) throws IOException {
        byte[] session = new byte[Greetings.ID_LENGTH];
        new SecureRandom().nextBytes(session);
        Dialing dialing = new Dialing(endpoint, options, session);
        Deadline deadline = new Deadline(options.timeout());
        Dialing.Dialed first = dialing.dial(deadline);
        Offer offer = first.offer();
        if (offer != null) {
            return new ClientStore(endpoint, options, new PartdDialogue(dialing, first, offer, options));
        }
        first.connection().close();
        Dialing python = dialing.forPython();
        return new ClientStore(
                endpoint,
                options,
                new PythonDialogue(python, python.dial(deadline).connection()));
    }

    /** Returns the server's address. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /**
     * Asks the server to stop. It carries out what it has begun, and closes its store; this client stays as it is.
     *
     * @throws UnsupportedOperationException if the server does not stop when a client asks for it
     */
    public void stopServer() throws IOException {
        begin();
        try {
            dialogue.stopServer(deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public void append(String key, byte[] value) throws IOException {
        append(Batch.of(key, value));
    }

    @Override
    public void append(Map<String, ? extends byte[]> batch) throws IOException {
        append(Batch.ofArrays(batch));
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        append(Batch.ofBuffers(batch));
    }

    private void append(Batch batch) throws IOException {
        begin();
        try {
            dialogue.append(batch, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        List<String> checked = ClientKeys.checked(keys);
        begin();
        try {
            return dialogue.get(checked, deadline());
        } finally {
            uses.end();
        }
    }

    /**
     * Opens a value for reading, piece by piece and a little ahead. Any number may be open at once. Each read waits for
     * the timeout at most; if the connection is lost, it fails and the value is to be opened again.
     */
    @Override
    public InputStream open(String key) throws IOException {
        ClientKeys.check(key);
        begin();
        boolean opened = false;
        try {
            InputStream stream = dialogue.open(key, deadline(), uses::end);
            opened = true;
            return stream;
        } finally {
            if (!opened) {
                uses.end();
            }
        }
    }

    /**
     * Returns the values of several keys and deletes them, as one atomic step. If it throws, all is still there, unless
     * it throws an {@link io.partd.OutcomeUnknownException}.
     */
    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        List<String> checked = ClientKeys.distinct(keys);
        begin();
        try {
            return dialogue.pop(checked, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        ClientKeys.check(key);
        Objects.requireNonNull(value, "value");
        begin();
        try {
            return dialogue.iset(key, value, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        List<String> checked = ClientKeys.checked(keys);
        begin();
        try {
            dialogue.delete(checked, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        begin();
        try {
            return dialogue.keys(deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public long size(String key) throws IOException {
        ClientKeys.check(key);
        begin();
        try {
            return dialogue.size(key, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        List<String> checked = ClientKeys.checked(keys);
        begin();
        try {
            dialogue.claim(checked, deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public void drop() throws IOException {
        begin();
        try {
            dialogue.drop(deadline());
        } finally {
            uses.end();
        }
    }

    /** Waits until all appends are acknowledged, and lets the server's store flush. */
    @Override
    public void flush() throws IOException {
        begin();
        try {
            dialogue.flush(deadline());
        } finally {
            uses.end();
        }
    }

    @Override
    public void compact() throws IOException {
        begin();
        try {
            dialogue.compact(deadline());
        } finally {
            uses.end();
        }
    }

    /**
     * Begins a section at the server: until it is closed, only the calling thread gets at the dataset; other threads,
     * other clients and the server's own process wait. If the connection is lost meanwhile, the section is, and every
     * call of the thread says so until it closes the section.
     */
    @Override
    public Section lock() throws IOException {
        return lock(deadline());
    }

    /**
     * Begins a section as {@link #lock} does, if that can be done in time. The server gets a quarter of a second to
     * answer at least; a timeout longer than that of the client's calls counts as theirs, and ends with an exception.
     */
    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        if (timeout.compareTo(options.timeout()) >= 0) {
            return Optional.of(lock());
        }
        Duration patience = timeout.compareTo(SHORTEST_WAIT) > 0 ? timeout : SHORTEST_WAIT;
        try {
            return Optional.of(lock(new Deadline(patience)));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    private Section lock(Deadline deadline) throws IOException {
        begin();
        boolean begun = false;
        try {
            Section section = dialogue.lock(deadline, uses::end);
            begun = true;
            return section;
        } finally {
            if (!begun) {
                uses.end();
            }
        }
    }

    /**
     * Returns what the server's store guarantees. With a pipeline, nothing that has to do with the moment at which an
     * append returns; with Python's server, {@link Guarantee#SHARED} alone, and so with a server that does not say.
     */
    @Override
    public Set<Guarantee> guarantees() {
        return dialogue.guarantees();
    }

    /**
     * Waits until what was appended is acknowledged, and ends the connection, once the last section and the last open
     * value are closed. Deletes nothing.
     *
     * @throws IOException if an append of the pipeline has failed, as far as no call has said so; the client is closed
     *     all the same
     */
    @Override
    public void close() throws IOException {
        if (!uses.close()) {
            return;
        }
        try {
            dialogue.finishAll(deadline());
        } finally {
            uses.end();
        }
    }

    /** Returns {@code Client(tcp://host:port)}. */
    @Override
    public String toString() {
        return "Client(" + endpoint + ")";
    }

    private Deadline deadline() {
        return new Deadline(options.timeout());
    }

    private void begin() throws StoreClosedException {
        if (!uses.begin()) {
            throw new StoreClosedException(this);
        }
    }
}
