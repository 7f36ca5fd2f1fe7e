package io.partd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * A base class for decorators of stores. It forwards every method to another store; a subclass overrides those that it
 * changes.
 *
 * <pre>{@code
 * final class CountingStore extends ForwardingStore {
 *
 *     private final AtomicLong batches = new AtomicLong();
 *
 *     CountingStore(Store store) {
 *         super(store);
 *     }
 *
 *     public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
 *         super.appendBuffers(batch);
 *         batches.incrementAndGet();
 *     }
 * }
 * }</pre>
 *
 * <p>Every write calls {@link #appendBuffers} or {@link #iset}. The methods that read do not call each other: a
 * subclass that changes what is read overrides {@link #get(List)}, {@link #open}, {@link #stream} and
 * {@link #pop(List)}.
 */
public abstract class ForwardingStore implements Store {

    private final Store store;

    /** Makes a decorator of a store. */
    protected ForwardingStore(Store store) {
        this.store = store;
    }

    /** Returns the store below. */
    protected final Store store() {
        return store;
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        store.appendBuffers(batch);
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        return store.get(keys);
    }

    @Override
    public InputStream open(String key) throws IOException {
        return store.open(key);
    }

    @Override
    public Stream<byte[]> stream(String key) throws IOException {
        return store.stream(key);
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        return store.pop(keys);
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        return store.iset(key, value);
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        store.delete(keys);
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return store.keys();
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        return store.keys(prefix);
    }

    @Override
    public long size(String key) throws IOException {
        return store.size(key);
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        store.claim(keys);
    }

    @Override
    public void compact() throws IOException {
        store.compact();
    }

    @Override
    public void drop() throws IOException {
        store.drop();
    }

    @Override
    public void flush() throws IOException {
        store.flush();
    }

    @Override
    public Section lock() throws IOException {
        return store.lock();
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        return store.tryLock(timeout);
    }

    @Override
    public Set<Guarantee> guarantees() {
        return store.guarantees();
    }

    @Override
    public Store encodedBy(String codec) {
        return over(store.encodedBy(codec));
    }

    @Override
    public Store raw() {
        return over(store.raw());
    }

    /**
     * Returns a decorator like this one over another handle on the same store. {@link #encodedBy} and {@link #raw} call
     * it. The default returns this decorator: then the store below does not learn which codecs are over the decorator,
     * so that it remembers none, and a dataset that remembers some refuses them.
     */
    protected Store over(Store handle) {
        return this;
    }

    @Override
    public Optional<Metadata> metadata() {
        return store.metadata();
    }

    @Override
    public List<StoreMetrics> metrics() {
        return store.metrics();
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    /** Returns {@code Name(inner)}. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "(" + store + ")";
    }
}
