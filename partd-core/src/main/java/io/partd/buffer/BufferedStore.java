package io.partd.buffer;

import io.partd.ByteSize;
import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.Bytes;
import io.partd.internal.Deadline;
import io.partd.internal.ExclusiveSections;
import io.partd.internal.Keys;
import io.partd.internal.OwnedSection;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Memory in front of a slower store; {@link WriteBuffer} says what it promises.
 *
 * <p>Three locks, always taken in this order:
 *
 * <ul>
 *   <li>{@code transfer} is held by whoever moves bytes between memory and store, or reads both, or deletes. Under it
 *       nothing leaves the memory but by the holder, so that no byte is seen twice or missed.
 *   <li>The slower store's own.
 *   <li>The front's, which guards the memory and its account. Appends take this one only.
 * </ul>
 *
 * <p>{@link SpillWriter} moves bytes down. A section holds all three locks.
 */
final class BufferedStore implements Store {

    private static final long LARGEST_SPILL = 64L << 20;

    private final Store slow;
    private final ByteSize cap;
    private final long low;
    private final ReentrantLock transfer = new ReentrantLock(true);
    private final Front front;
    private final SpillWriter spills;

    BufferedStore(Store slow, ByteSize cap) {
        this.slow = Objects.requireNonNull(slow, "store");
        this.cap = cap;
        low = cap.bytes() / 4;
        front = new Front(this, cap.bytes(), low, Math.max(1, Math.min(low, LARGEST_SPILL)));
        spills = new SpillWriter(front, slow);
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        append(Batch.of(map));
    }

    @Override
    public void append(Map<String, ? extends byte[]> map) throws IOException {
        append(Batch.ofValues(map));
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        Keys.check(keys);
        Map<String, Bytes> fast;
        List<byte[]> values;
        enterTransfer();
        try {
            fast = front.held(keys);
            values = slow.get(keys);
        } finally {
            transfer.unlock();
        }
        return Spilled.joined(keys, values, fast);
    }

    /** Spills what is held of the key first, so that reading it takes no memory. */
    @Override
    public InputStream open(String key) throws IOException {
        Keys.check(key);
        enterTransfer();
        try {
            spills.write(front.held(List.of(key)));
            return slow.open(key);
        } finally {
            transfer.unlock();
        }
    }

    /** Spills what is held of the keys first: the slower store alone can take them out wholly or not at all. */
    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        Keys.check(keys);
        Keys.requireDistinct(keys);
        enterTransfer();
        try {
            return ExclusiveSections.take(slow, () -> {
                spills.write(front.held(keys));
                return popSpilled(keys);
            });
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public boolean iset(String key, byte[] value) throws IOException {
        Keys.check(key);
        Objects.requireNonNull(value, "value");
        enterTransfer();
        try {
            return front.held(List.of(key)).isEmpty() && slow.iset(key, value);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Keys.check(keys);
        enterTransfer();
        try {
            ExclusiveSections.change(slow, () -> deleteBoth(keys));
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        return keys("").collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public Stream<String> keys(String prefix) throws IOException {
        Objects.requireNonNull(prefix, "prefix");
        enterTransfer();
        try (Stream<String> stored = slow.keys(prefix)) {
            return Keys.sorted(Stream.concat(front.keys().stream(), stored).distinct(), prefix);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public long size(String key) throws IOException {
        Keys.check(key);
        enterTransfer();
        try {
            return front.held(List.of(key)).getOrDefault(key, Bytes.NONE).length() + slow.size(key);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        front.requireOpen();
        slow.claim(keys);
    }

    /** Spills what is held, and compacts the slower store. */
    @Override
    public void compact() throws IOException {
        flush();
        slow.compact();
    }

    @Override
    public void drop() throws IOException {
        enterTransfer();
        try {
            ExclusiveSections.change(slow, this::dropBoth);
        } finally {
            transfer.unlock();
        }
    }

    /** Spills what is held when this is called, and flushes the slower store. Appends go on meanwhile. */
    @Override
    public void flush() throws IOException {
        enterTransfer();
        try {
            SpillFailures failures = new SpillFailures();
            try {
                spills.all(failures);
                slow.flush();
            } catch (IOException | RuntimeException e) {
                failures.add(e);
            }
            try {
                front.throwUnknown();
            } catch (OutcomeUnknownException e) {
                failures.add(e);
            }
            failures.throwIfAny(slow);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public Optional<Section> tryLock(Duration timeout) throws IOException {
        Deadline deadline = Deadline.after(timeout);
        front.requireOpen();
        if (!Waits.tryLock(transfer, deadline, this)) {
            return Optional.empty();
        }
        Optional<Section> locked = Optional.empty();
        try {
            front.requireOpen();
            locked = tryLockBelow(deadline);
            return locked;
        } finally {
            if (locked.isEmpty()) {
                transfer.unlock();
            }
        }
    }

    private Optional<Section> tryLockBelow(Deadline deadline) throws IOException {
        Optional<Section> section = slow.tryLock(deadline.left());
        boolean locked = false;
        try {
            locked = section.isPresent() && front.tryLock(deadline);
        } finally {
            if (!locked && section.isPresent()) {
                section.get().close();
            }
        }
        return locked ? section.map(below -> new OwnedSection(() -> endSection(below))) : Optional.empty();
    }

    @Override
    public Set<Guarantee> guarantees() {
        return Spilled.guarantees(slow);
    }

    /**
     * Flushes and closes the slower store. An interrupt of the caller does not stop the flush.
     *
     * @throws OutcomeUnknownException if something may have been stored or not
     * @throws IOException if something could not be stored; the message says how many bytes of how many keys are lost
     */
    @Override
    public void close() throws IOException {
        transfer.lock();
        try {
            if (front.close()) {
                try (slow) {
                    spillLast();
                }
            }
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public String toString() {
        return "Buffer[" + cap + "](" + slow + ")";
    }

    /** The memory taken, in bytes. */
    long memory() {
        return front.memory();
    }

    /** Spills the largest values until the low mark is reached. Called by the spiller. */
    void spillDown() throws IOException {
        boolean more = true;
        while (more) {
            transfer.lock();
            try {
                more = !front.isClosed() && spills.largest();
            } finally {
                transfer.unlock();
            }
        }
    }

    /** Tells the writers that a spill failed: those that wait, or else the next. Called by the spiller. */
    void spillFailed(Throwable cause) {
        front.fail(Spilled.failure(slow, cause));
    }

    private void append(Batch batch) throws IOException {
        if (transfer.isHeldByCurrentThread()) {
            appendExclusively(batch);
        } else if (front.sizeAlone(batch) > low || !appendInTurn(batch)) {
            enterTransfer();
            try {
                appendExclusively(batch);
            } finally {
                transfer.unlock();
            }
        }
    }

    /** Adds the batch to the memory; false if deletions beside it keep it from being sure of its claims. */
    private boolean appendInTurn(Batch batch) throws IOException {
        Front.Unclaimed unclaimed = front.addInTurn(batch, null);
        if (unclaimed == null) {
            return true;
        }
        slow.claim(unclaimed.keys());
        return front.addInTurn(batch, unclaimed) == null;
    }

    /** Appends under {@code transfer}: makes room by itself, or passes the memory by. */
    private void appendExclusively(Batch batch) throws IOException {
        front.throwFailure();
        if (front.sizeAlone(batch) > low) {
            Map<String, Bytes> earlier = front.held(batch.keys());
            spills.append(batch.after(Spilled.buffers(earlier)), earlier);
            return;
        }
        List<String> unknown = front.unknown(batch);
        if (!unknown.isEmpty()) {
            slow.claim(unknown);
        }
        while (!front.addIfRoom(batch)) {
            makeRoom();
        }
    }

    /** Spills once; what goes wrong is not of the batch that needs the room, and is told so. */
    private void makeRoom() throws IOException {
        try {
            spills.largest();
        } catch (InterruptedIOException | StoreClosedException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw Spilled.failure(slow, e);
        }
    }

    private void spillLast() throws IOException {
        SpillFailures failures = new SpillFailures();
        try {
            spills.allUninterrupted(failures);
        } catch (IOException | RuntimeException e) {
            failures.add(e);
        } catch (Error e) {
            failures.add(new IOException(e.toString(), e));
        }
        try {
            failures.throwIfAny(slow);
            front.throwUnknown();
        } catch (IOException | RuntimeException e) {
            throw Spilled.lost(this, front.length(), front.keys().size(), e);
        } finally {
            front.clear();
        }
    }

    private List<byte[]> popSpilled(List<String> keys) throws IOException {
        try {
            return slow.pop(keys);
        } finally {
            reclaim(front.forgetEmpty(keys));
        }
    }

    private void deleteBoth(Collection<String> keys) throws IOException {
        try {
            slow.delete(keys);
            front.forget(keys);
        } catch (OutcomeUnknownException e) {
            forgetDeleted(keys, e);
            throw e;
        }
    }

    private void dropBoth() throws IOException {
        try {
            slow.drop();
            front.clear();
        } catch (OutcomeUnknownException e) {
            forgetDeleted(front.keys(), e);
            throw e;
        }
    }

    /** After a deletion that failed half-way: no key may go on with its last bytes where the first are gone. */
    private void forgetDeleted(Collection<String> keys, Exception failure) {
        try {
            List<String> gone = new ArrayList<>(keys);
            gone.removeAll(slow.keys());
            front.forget(gone);
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Claims keys that were appended to while they were popped. */
    private void reclaim(Collection<String> keys) {
        try {
            if (!keys.isEmpty()) {
                slow.claim(keys);
            }
        } catch (IOException e) {
            // The values popped are gone from the store: they must be returned. If it matters, a spill will tell.
            return;
        }
    }

    private void endSection(Section section) throws IOException {
        front.unlock();
        try {
            section.close();
        } finally {
            transfer.unlock();
        }
    }

    private void enterTransfer() throws IOException {
        front.requireOpen();
        Waits.lock(transfer, this);
        if (front.isClosed()) {
            transfer.unlock();
            throw new StoreClosedException(this);
        }
    }
}
