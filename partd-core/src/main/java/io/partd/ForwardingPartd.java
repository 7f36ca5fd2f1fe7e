package io.partd;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/**
 * The base for partds of values over one of bytes, or of other values: forwards what has to do with keys alone, and
 * what is guaranteed, so that a subclass states what it does with values. One whose keys are not those below overrides
 * {@link #delete(Collection)}, {@link #keys} and {@link #size} as well.
 *
 * @param <V> what one append adds
 */
public abstract class ForwardingPartd<V> implements Partd<V> {

    private final Partd<?> below;

    /** Makes one over another partd, which is closed with it. */
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
    public String toString() {
        return below.toString();
    }
}
