package io.partd.buffer;

import io.partd.ByteSize;
import io.partd.Section;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.internal.Bytes;
import io.partd.internal.Keys;
import io.partd.internal.OwnedSection;
import io.partd.internal.Waits;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Memory in front of a slower store; {@link Buffer} says what it promises.
 *
 * <p>Two locks, always taken in this order, the slower store's own between them:
 *
 * <ul>
 *   <li>{@code transfer} is held by whoever moves bytes between memory and store, or reads both, or deletes. Under it
 *       nothing leaves the memory but by the holder, so that no byte is seen twice or missed.
 *   <li>{@code state} guards the memory and its account. Appends take this one only, and nothing slow is done under it,
 *       so that they go on during a spill.
 * </ul>
 *
 * <p>A spill reads the first bytes of the values where they lie and removes them once they are stored; if it fails,
 * there is nothing to restore. A section holds both locks and the slower store's.
 */
final class BufferedStore implements Store {

    private static final long LARGEST_SPILL = 64L << 20;

    private final Store slow;
    private final ByteSize cap;
    private final long low;
    private final long high;
    private final long largestPart;
    private final ReentrantLock transfer = new ReentrantLock(true);
    private final ReentrantLock state = new ReentrantLock();
    private final Holdings holdings;
    private final Writers writers;
    private final Spiller spiller;
    private volatile boolean closed;

    /** Counts what may have made the slower store forget a claim. */
    private long deletions;

    BufferedStore(Store slow, ByteSize cap) {
        this.slow = Objects.requireNonNull(slow, "store");
        this.cap = cap;
        low = cap.bytes() / 4;
        high = cap.bytes() - low;
        largestPart = Math.max(1, Math.min(low, LARGEST_SPILL));
        holdings = new Holdings(cap.bytes());
        writers = new Writers(state, this);
        spiller = new Spiller(state, this);
    }

    @Override
    public void appendBuffers(Map<String, ? extends List<ByteBuffer>> map) throws IOException {
        append(Batch.of(map));
    }

    @Override
    public void append(Map<String, ? extends byte[]> map) throws IOException {
        append(Batch.ofValues(map));
    }

    private void append(Batch batch) throws IOException {
        if (transfer.isHeldByCurrentThread()) {
            appendExclusively(batch);
        } else if (holdings.sizeAlone(batch) > low || !appendInTurn(batch)) {
            enterTransfer();
            try {
                appendExclusively(batch);
            } finally {
                transfer.unlock();
            }
        }
    }

    @Override
    public List<byte[]> get(List<String> keys) throws IOException {
        Keys.check(keys);
        Map<String, Bytes> fast;
        List<byte[]> values;
        enterTransfer();
        try {
            fast = held(keys);
            values = slow.get(keys);
        } finally {
            transfer.unlock();
        }
        return joined(keys, values, fast);
    }

    /** Spills what is held of the key first, so that reading it takes no memory. */
    @Override
    public InputStream open(String key) throws IOException {
        Keys.check(key);
        enterTransfer();
        try {
            spill(held(List.of(key)));
            return slow.open(key);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public List<byte[]> pop(List<String> keys) throws IOException {
        Keys.check(keys);
        Keys.requireDistinct(keys);
        enterTransfer();
        try {
            Section section = slow.lock();
            try {
                Map<String, Bytes> fast = held(keys);
                List<byte[]> values = joined(keys, slow.get(keys), fast);
                slow.delete(keys);
                slow.claim(forget(fast, keys));
                return values;
            } finally {
                section.close();
            }
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
            return held(List.of(key)).isEmpty() && slow.iset(key, value);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public void delete(Collection<String> keys) throws IOException {
        Keys.check(keys);
        enterTransfer();
        try {
            slow.delete(keys);
            state.lock();
            try {
                deletions++;
                holdings.removeAll(keys);
                writers.wakeFirst();
            } finally {
                state.unlock();
            }
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public SortedSet<String> keys() throws IOException {
        enterTransfer();
        try {
            SortedSet<String> keys = new TreeSet<>(heldKeys());
            keys.addAll(slow.keys());
            return keys;
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public long size(String key) throws IOException {
        Keys.check(key);
        enterTransfer();
        try {
            return held(List.of(key)).getOrDefault(key, Bytes.NONE).length() + slow.size(key);
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public void claim(Collection<String> keys) throws IOException {
        requireOpen();
        slow.claim(keys);
    }

    @Override
    public void drop() throws IOException {
        enterTransfer();
        try {
            slow.drop();
            state.lock();
            try {
                deletions++;
                holdings.clear();
                writers.wakeFirst();
            } finally {
                state.unlock();
            }
        } finally {
            transfer.unlock();
        }
    }

    /** Spills what is held when this is called, and flushes the slower store. Appends go on meanwhile. */
    @Override
    public void flush() throws IOException {
        enterTransfer();
        try {
            spillAll();
            slow.flush();
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public Section lock() throws IOException {
        enterTransfer();
        try {
            Section section = slow.lock();
            try {
                Waits.lock(state, this);
            } catch (IOException e) {
                section.close();
                throw e;
            }
            return new OwnedSection(() -> endSection(section));
        } catch (IOException | RuntimeException e) {
            transfer.unlock();
            throw e;
        }
    }

    /**
     * Flushes and closes the slower store. An interrupt of the caller does not stop the flush.
     *
     * @throws IOException if something could not be stored; the message says how many bytes of how many keys are lost
     */
    @Override
    public void close() throws IOException {
        transfer.lock();
        try {
            if (refuseFurtherCalls()) {
                spillLast();
                slow.close();
            }
        } finally {
            transfer.unlock();
        }
    }

    @Override
    public String toString() {
        return "Buffer[" + cap + "](" + slow + ")";
    }

    /** The memory taken, in bytes, never more than the cap. */
    long memory() {
        state.lock();
        try {
            return holdings.memory();
        } finally {
            state.unlock();
        }
    }

    /** Spills the largest values until the low mark is reached. Called by the spiller. */
    void spillDown() throws IOException {
        boolean more = true;
        while (more) {
            transfer.lock();
            try {
                more = !closed && spillLargest();
            } finally {
                transfer.unlock();
            }
        }
    }

    /**
     * Tells the writers that a spill failed: those that wait, or else the next. Called by the spiller under
     * {@code state}.
     */
    void spillFailed(Throwable cause) {
        writers.fail(new IOException(
                "could not spill to " + slow + "; what is buffered stays in memory, and nothing was added: " + cause,
                cause));
    }

    private boolean appendInTurn(Batch batch) throws IOException {
        long before;
        List<String> unknown;
        enterState();
        try {
            before = deletions;
            Holdings.Plan plan = holdings.plan(batch);
            unknown = plan.unknown();
            if (unknown.isEmpty()) {
                return addInTurn(plan, before);
            }
        } finally {
            state.unlock();
        }
        slow.claim(unknown);
        enterState();
        try {
            return addInTurn(holdings.plan(batch), before);
        } finally {
            state.unlock();
        }
    }

    /** Adds the batch as soon as there is room, unless its claims may be void by then. */
    private boolean addInTurn(Holdings.Plan plan, long deletionsBefore) throws IOException {
        writers.throwFailure();
        if (writers.isEmpty() && hasRoom(plan)) {
            return addIfClaimed(plan, deletionsBefore);
        }
        try (Writers.Turn turn = writers.queue()) {
            Holdings.Plan current = plan;
            while (!turn.isFirst() || !hasRoom(current)) {
                spiller.request();
                turn.awaitChange();
                requireOpen();
                current = holdings.plan(plan.batch());
            }
            return addIfClaimed(current, deletionsBefore);
        }
    }

    private boolean addIfClaimed(Holdings.Plan plan, long deletionsBefore) {
        if (deletions != deletionsBefore) {
            return false;
        }
        add(plan);
        return true;
    }

    private boolean hasRoom(Holdings.Plan plan) {
        return holdings.memory() + plan.growth() <= cap.bytes();
    }

    private void add(Holdings.Plan plan) {
        if (holdings.memory() > high) {
            spiller.request();
        }
        holdings.add(plan);
    }

    /** Appends under {@code transfer}: makes room by itself, or passes the memory by. */
    private void appendExclusively(Batch batch) throws IOException {
        if (holdings.sizeAlone(batch) > low) {
            appendDirectly(batch);
            return;
        }
        List<String> unknown;
        enterState();
        try {
            writers.throwFailure();
            unknown = holdings.plan(batch).unknown();
        } finally {
            state.unlock();
        }
        if (!unknown.isEmpty()) {
            slow.claim(unknown);
        }
        while (!addIfRoom(batch)) {
            spillLargest();
        }
    }

    private boolean addIfRoom(Batch batch) {
        state.lock();
        try {
            Holdings.Plan plan = holdings.plan(batch);
            boolean room = hasRoom(plan);
            if (room) {
                add(plan);
            }
            return room;
        } finally {
            state.unlock();
        }
    }

    private void appendDirectly(Batch batch) throws IOException {
        Map<String, Bytes> earlier;
        enterState();
        try {
            writers.throwFailure();
            earlier = holdings.of(batch.keys());
        } finally {
            state.unlock();
        }
        slow.appendBuffers(batch.after(buffers(earlier)));
        release(earlier);
    }

    /** Spills the largest values, one batch of them; false if the low mark is reached. Needs {@code transfer}. */
    private boolean spillLargest() throws IOException {
        Map<String, Bytes> victims;
        state.lock();
        try {
            if (holdings.memory() <= low) {
                return false;
            }
            victims = holdings.largest(holdings.memory() - low, largestPart);
            if (victims.isEmpty()) {
                holdings.removeIdle();
                writers.wakeFirst();
            }
        } finally {
            state.unlock();
        }
        spill(victims);
        return true;
    }

    /** Spills all that is held at the beginning, and forgets the keys. Needs {@code transfer}. */
    private void spillAll() throws IOException {
        Queue<String> keys = new ArrayDeque<>(heldKeys());
        while (!keys.isEmpty()) {
            Map<String, Bytes> part;
            state.lock();
            try {
                part = holdings.next(keys, largestPart);
            } finally {
                state.unlock();
            }
            spill(part);
        }
        state.lock();
        try {
            holdings.removeIdle();
            writers.wakeFirst();
        } finally {
            state.unlock();
        }
    }

    private void spillLast() throws IOException {
        try {
            spillAllUninterrupted();
        } catch (IOException | RuntimeException e) {
            IOException lost = new IOException(
                    "closed " + this + " without its last " + holdings.length() + " bytes of "
                            + holdings.keys().size() + " keys, which are lost: " + e,
                    e);
            try {
                slow.close();
            } catch (IOException | RuntimeException failure) {
                lost.addSuppressed(failure);
            }
            throw lost;
        } finally {
            state.lock();
            try {
                holdings.clear();
            } finally {
                state.unlock();
            }
        }
    }

    private void spillAllUninterrupted() throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    spillAll();
                    return;
                } catch (InterruptedIOException e) {
                    if (!Thread.interrupted()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Moves bytes that are the first held of their keys. Needs {@code transfer}. */
    private void spill(Map<String, Bytes> victims) throws IOException {
        if (!victims.isEmpty()) {
            slow.appendBuffers(buffers(victims));
            release(victims);
        }
    }

    private void release(Map<String, Bytes> spilled) {
        state.lock();
        try {
            holdings.release(spilled);
            writers.recovered();
            writers.wakeFirst();
        } finally {
            state.unlock();
        }
    }

    /** Lets go of popped bytes; returns the keys that got bytes meanwhile, whose claim went with the deletion. */
    private Collection<String> forget(Map<String, Bytes> popped, List<String> keys) {
        state.lock();
        try {
            deletions++;
            holdings.release(popped);
            Collection<String> alive = holdings.of(keys).keySet();
            List<String> gone = new ArrayList<>(keys);
            gone.removeAll(alive);
            holdings.removeAll(gone);
            writers.wakeFirst();
            return alive;
        } finally {
            state.unlock();
        }
    }

    private Map<String, Bytes> held(List<String> keys) {
        state.lock();
        try {
            return holdings.of(keys);
        } finally {
            state.unlock();
        }
    }

    private List<String> heldKeys() {
        state.lock();
        try {
            return holdings.keys();
        } finally {
            state.unlock();
        }
    }

    private static Map<String, List<ByteBuffer>> buffers(Map<String, Bytes> bytes) {
        Map<String, List<ByteBuffer>> buffers = new LinkedHashMap<>();
        bytes.forEach((key, value) -> buffers.put(key, value.buffers()));
        return buffers;
    }

    private static List<byte[]> joined(List<String> keys, List<byte[]> slow, Map<String, Bytes> fast)
            throws IOException {
        List<byte[]> joined = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            joined.add(fast.getOrDefault(key, Bytes.NONE).after(slow.get(i), key));
        }
        return joined;
    }

    private void endSection(Section section) throws IOException {
        state.unlock();
        try {
            section.close();
        } finally {
            transfer.unlock();
        }
    }

    /** Tells whether this call closed the buffer. */
    private boolean refuseFurtherCalls() {
        state.lock();
        try {
            boolean first = !closed;
            closed = true;
            writers.wakeAll();
            spiller.end();
            return first;
        } finally {
            state.unlock();
        }
    }

    private void enterTransfer() throws IOException {
        enter(transfer);
    }

    private void enterState() throws IOException {
        enter(state);
    }

    private void enter(ReentrantLock lock) throws IOException {
        requireOpen();
        Waits.lock(lock, this);
        if (closed) {
            lock.unlock();
            throw new StoreClosedException(this);
        }
    }

    private void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(this);
        }
    }
}
