package io.partd;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * A base class for partds of values over a partd of bytes or of other values. It forwards all methods that do not take
 * or return values; a subclass implements the rest. A subclass whose keys differ from those below also overrides
 * {@link #delete(Collection)}, {@link #keys} and {@link #size}. For values that are encoded one by one, a {@code Codec}
 * is shorter.
 *
 * @param <V> the type of what one append adds
 */
public abstract class ForwardingPartd<V> implements Partd<V> {

    private final Partd<?> below;

    /** Makes a partd over another one, which it closes. */
    protected ForwardingPartd(Partd<?> below) {
        this.below = below;
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        below.delete(keys);
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return below.keys();
    }

    @Override
    public long size(String key) throws IOException {
        return below.size(key);
    }

    @Override
    public void drop() throws IOException {
        below.drop();
    }

    @Override
    public void flush() throws IOException {
        below.flush();
    }

    @Override
    public Section lock() throws IOException {
        return below.lock();
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        return below.tryLock(timeout);
    }

    @Override
    public void close() throws IOException {
        below.close();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return below.guarantees();
    }

    @Override
    public List<StoreMetrics> metrics() {
        return below.metrics();
    }

    @Override
    public String toString() {
        return below.toString();
    }
}
