package io.partd.memory;

import io.partd.Guarantee;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.Bytes;
import io.partd.internal.Deadline;
import io.partd.internal.Keys;
import io.partd.internal.OwnedSection;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * A store on the heap. Writers to different keys do not wait for each other. If two batches append to the same keys at
 * the same time, either may come first, key by key.
 *
 * <p>The roles of the read-write lock are reversed: appends share it, and exclude each other only per key. An operation
 * that reads or changes several values at one moment holds it exclusively, but only until it has noted where the values
 * begin and end. A pop also allocates its copies under the lock, so that it cannot fail after it has removed values.
 *
 * <p>An {@link Error}, for example for lack of memory, adds the bytes of a key wholly or not at all, but may leave a
 * batch in part.
 */
final class MemoryStore implements Store {

    private final Map<String, Chunks> values = new ConcurrentHashMap<>();
    private final Lock shared;
    private final Lock exclusive;
    private volatile boolean closed;

    MemoryStore() {
        ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
        shared = lock.readLock();
        exclusive = lock.writeLock();
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> batch) throws IOException {
        for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
            Keys.check(entry.getKey());
            for (ByteBuffer buffer : entry.getValue()) {
                Objects.requireNonNull(buffer, "buffer");
            }
        }
        enter(shared);
        try {
            for (Map.Entry<String, ? extends List<ByteBuffer>> entry : batch.entrySet()) {
                List<ByteBuffer> buffers = entry.getValue();
                if (Bytes.remaining(buffers) > 0) {
                    Chunks value = valueOf(entry.getKey());
                    synchronized (value) {
                        value.append(buffers);
                    }
                }
            }
        } finally {
            shared.unlock();
        }
    }

    @Override
    public void append(Map<String, ? extends byte[]> batch) throws IOException {
        for (Map.Entry<String, ? extends byte[]> entry : batch.entrySet()) {
            Keys.check(entry.getKey());
            Objects.requireNonNull(entry.getValue(), "value");
        }
        enter(shared);
        try {
            for (Map.Entry<String, ? extends byte[]> entry : batch.entrySet()) {
                byte[] bytes = entry.getValue();
                if (bytes.length > 0) {
                    Chunks value = valueOf(entry.getKey());
                    synchronized (value) {
                        value.append(bytes);
                    }
                }
            }
        } finally {
            shared.unlock();
        }
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        Keys.check(keys);
        List<Chunks.Snapshot> snapshots;
        enter(exclusive);
        try {
            snapshots = snapshots(keys);
        } finally {
            exclusive.unlock();
        }
        return filled(arrays(keys, snapshots), snapshots);
    }

    @Override
    public InputStream open(String key) throws IOException {
        Keys.check(key);
        enter(exclusive);
        try {
            return snapshot(key).open();
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        Keys.check(keys);
        Keys.requireDistinct(keys);
        List<Chunks.Snapshot> snapshots;
        List<byte[]> popped;
        enter(exclusive);
        try {
            snapshots = snapshots(keys);
            popped = arrays(keys, snapshots);
            keys.forEach(values::remove);
        } finally {
            exclusive.unlock();
        }
        return filled(popped, snapshots);
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        Keys.check(key);
        Objects.requireNonNull(value, "value");
        enter(exclusive);
        try {
            if (value.length == 0 || snapshot(key).length() > 0) {
                return false;
            }
            valueOf(key).append(value);
            return true;
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Keys.check(keys);
        enter(exclusive);
        try {
            keys.forEach(values::remove);
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        enter(exclusive);
        try {
            SortedSet<String> keys = new TreeSet<>();
            values.forEach((key, value) -> {
                if (value.length() > 0) {
                    keys.add(key);
                }
            });
            return keys;
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        enter(exclusive);
        try {
            return Keys.sorted(
                    values.entrySet().stream()
                            .filter(entry -> entry.getValue().length() > 0)
                            .map(Map.Entry::getKey),
                    prefix);
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public long size(String key) throws IOException {
        Keys.check(key);
        enter(exclusive);
        try {
            return snapshot(key).length();
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        Keys.check(keys);
        requireOpen();
    }

    @Override
    public void drop() throws IOException {
        enter(exclusive);
        try {
            values.clear();
        } finally {
            exclusive.unlock();
        }
    }

    /** Has no effect. */
    @Override
    public void compact() throws IOException {
        requireOpen();
    }

    @Override
    public void flush() throws IOException {
        requireOpen();
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        requireOpen();
        if (!Waits.tryLock(exclusive, deadline, this)) {
            return Optional.empty();
        }
        requireStillOpen(exclusive);
        return Optional.of(new OwnedSection(exclusive::unlock));
    }

    @Override
    public Set<Guarantee> guarantees() {
        return EnumSet.of(Guarantee.ATOMIC_BATCHES, Guarantee.ATOMIC_READS, Guarantee.EXCLUSIVE_SECTIONS);
    }

    /** Discards the values. */
    @Override
    public void close() {
        exclusive.lock();
        try {
            closed = true;
            values.clear();
        } finally {
            exclusive.unlock();
        }
    }

    @Override
    public String toString() {
        return "Memory";
    }

    private void enter(Lock lock) throws IOException {
        requireOpen();
        Waits.lock(lock, this);
        requireStillOpen(lock);
    }

    private void requireStillOpen(Lock held) throws StoreClosedException {
        if (closed) {
            held.unlock();
            throw new StoreClosedException(this);
        }
    }

    private void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }

    private Chunks valueOf(String key) {
        Chunks value = values.get(key);
        return value == null ? values.computeIfAbsent(key, absent -> new Chunks()) : value;
    }

    private Chunks.Snapshot snapshot(String key) {
        Chunks value = values.get(key);
        return value == null ? Chunks.Snapshot.EMPTY : value.snapshot();
    }

    private List<Chunks.Snapshot> snapshots(List<String> keys) {
        List<Chunks.Snapshot> snapshots = new ArrayList<>(keys.size());
        for (String key : keys) {
            snapshots.add(snapshot(key));
        }
        return snapshots;
    }

    private static List<byte[]> arrays(List<String> keys, List<Chunks.Snapshot> snapshots) throws IOException {
        for (int i = 0; i < keys.size(); i++) {
            Bytes.requireArray(snapshots.get(i).length(), keys.get(i));
        }
        List<byte[]> arrays = new ArrayList<>(keys.size());
        for (Chunks.Snapshot snapshot : snapshots) {
            arrays.add(new byte[(int) snapshot.length()]);
        }
        return arrays;
    }

    private static List<byte[]> filled(List<byte[]> arrays, List<Chunks.Snapshot> snapshots) {
        for (int i = 0; i < arrays.size(); i++) {
            snapshots.get(i).copyTo(arrays.get(i));
        }
        return arrays;
    }
}
