package io.partd.buffer;

import io.partd.StoreClosedException;
import io.partd.internal.BackgroundThread;
import io.partd.internal.Bytes;
import io.partd.internal.Deadline;
import io.partd.internal.Waits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The memory of a buffer: what it holds, who waits for room in it, and who makes room. Thread-safe; nothing slow is
 * done under its lock, so that appends go on during a spill.
 */
final class Front {

    private final BufferedStore store;
    private final long cap;
    private final long low;
    private final long largestPart;
    private final ReentrantLock lock = new ReentrantLock();
    private final Holdings holdings;
    private final Writers writers;
    private final Spiller spiller;
    private volatile boolean closed;

    /** Counts what may have made the slower store forget a claim. */
    private long deletions;

    /**
     * Makes an empty one.
     *
     * @param low what a spill leaves, in bytes of memory
     * @param largestPart how much one spill takes, in bytes of values
     */
    Front(BufferedStore store, long cap, long low, long largestPart) {
        this.store = store;
        this.cap = cap;
        this.low = low;
        this.largestPart = largestPart;
        holdings = new Holdings(cap);
        writers = new Writers(lock, store);
        spiller = new Spiller(lock, store, new BackgroundThread("spill of " + store));
    }

    /** Keys that the slower store has to claim before a batch can be added, as of one moment. */
    record Unclaimed(List<String> keys, long deletions) {}

    /** Keeps everybody else out until {@link #unlock}, if that can be done in time; tells whether it did. */
    boolean tryLock(Deadline deadline) throws IOException {
        return Waits.tryLock(lock, deadline, store);
    }

    void unlock() {
        lock.unlock();
    }

    void requireOpen() throws StoreClosedException {
        if (closed) {
            throw new StoreClosedException(store);
        }
    }

    /** Refuses further appends; tells whether this call closed it. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            writers.wakeAll();
            spiller.end();
            return first;
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        return closed;
    }

    /** Throws the failure of a spill that nobody has seen yet. */
    void throwFailure() throws IOException {
        enter();
        try {
            writers.throwFailure();
        } finally {
            lock.unlock();
        }
    }

    /** Throws the failure of a spill that nobody has seen yet, if nobody knows what became of the bytes. */
    void throwUnknown() throws IOException {
        lock.lock();
        try {
            writers.throwUnknown();
        } finally {
            lock.unlock();
        }
    }

    /** Tells the writers that a spill failed: those that wait, or else the next. */
    void fail(IOException failure) {
        lock.lock();
        try {
            writers.fail(failure);
        } finally {
            lock.unlock();
        }
    }

    /** The memory that a batch takes by itself, in bytes. */
    long sizeAlone(Batch batch) {
        return holdings.sizeAlone(batch);
    }

    /**
     * Adds a batch, as soon as there is room and it is the caller's turn.
     *
     * @param claimed what the slower store has claimed for it, if anything
     * @return null if it was added, else what is to be claimed first
     */
    @Nullable
    Unclaimed addInTurn(Batch batch, @Nullable Unclaimed claimed) throws IOException {
        enter();
        try {
            writers.throwFailure();
            Holdings.Plan plan = holdings.plan(batch);
            Unclaimed unclaimed = unclaimed(plan, claimed);
            if (unclaimed == null && writers.isEmpty() && hasRoom(plan)) {
                add(plan);
            } else if (unclaimed == null) {
                return addWhenRoom(batch, claimed);
            }
            return unclaimed;
        } finally {
            lock.unlock();
        }
    }

    /** Adds a batch whose keys are claimed, if there is room. */
    boolean addIfRoom(Batch batch) {
        lock.lock();
        try {
            Holdings.Plan plan = holdings.plan(batch);
            boolean room = hasRoom(plan);
            if (room) {
                add(plan);
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    /** The keys of a batch that the slower store has yet to claim. */
    List<String> unknown(Batch batch) {
        lock.lock();
        try {
            return holdings.plan(batch).unknown();
        } finally {
            lock.unlock();
        }
    }

    /** What is held of some keys; a key of which nothing is held is left out. */
    Map<String, Bytes> held(Collection<String> keys) {
        lock.lock();
        try {
            return holdings.of(keys);
        } finally {
            lock.unlock();
        }
    }

    /** The keys of which bytes are held. */
    List<String> keys() {
        lock.lock();
        try {
            return holdings.keys();
        } finally {
            lock.unlock();
        }
    }

    /** One spill's worth of the keys at the head of a queue. */
    Map<String, Bytes> next(Queue<String> keys) {
        lock.lock();
        try {
            return holdings.next(keys, largestPart);
        } finally {
            lock.unlock();
        }
    }

    /** One spill's worth of the largest values; null if the low mark is reached. */
    @Nullable
    Map<String, Bytes> largest() {
        lock.lock();
        try {
            if (holdings.memory() <= low) {
                return null;
            }
            Map<String, Bytes> victims = holdings.largest(holdings.memory() - low, largestPart);
            if (victims.isEmpty()) {
                holdings.removeIdle();
                writers.wakeFirst();
            }
            return victims;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of bytes that are in the slower store now. */
    void release(Map<String, Bytes> spilled) {
        lock.lock();
        try {
            holdings.release(spilled);
            writers.recovered();
            writers.wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets keys of which nothing is held. */
    void forgetIdle() {
        lock.lock();
        try {
            holdings.removeIdle();
            writers.wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets popped keys; returns those that got bytes meanwhile, whose claim may have gone with the values. */
    Collection<String> forgetEmpty(List<String> keys) {
        lock.lock();
        try {
            deletions++;
            Collection<String> alive = holdings.of(keys).keySet();
            List<String> gone = new ArrayList<>(keys);
            gone.removeAll(alive);
            holdings.removeAll(gone);
            writers.wakeFirst();
            return alive;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets keys and what is held of them. */
    void forget(Collection<String> keys) {
        lock.lock();
        try {
            deletions++;
            holdings.removeAll(keys);
            writers.wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything. */
    void clear() {
        lock.lock();
        try {
            deletions++;
            holdings.clear();
            writers.wakeFirst();
        } finally {
            lock.unlock();
        }
    }

    /** The memory taken, in bytes. */
    long memory() {
        lock.lock();
        try {
            return holdings.memory();
        } finally {
            lock.unlock();
        }
    }

    /** The number of bytes held of all values. */
    long length() {
        lock.lock();
        try {
            return holdings.length();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Unclaimed addWhenRoom(Batch batch, @Nullable Unclaimed claimed) throws IOException {
        try (Writers.Turn turn = writers.queue()) {
            Holdings.Plan plan = holdings.plan(batch);
            while (!turn.isFirst() || !hasRoom(plan)) {
                spiller.request();
                turn.awaitChange();
                requireOpen();
                plan = holdings.plan(batch);
            }
            Unclaimed unclaimed = unclaimed(plan, claimed);
            if (unclaimed == null) {
                add(plan);
            }
            return unclaimed;
        }
    }

    private @Nullable Unclaimed unclaimed(Holdings.Plan plan, @Nullable Unclaimed claimed) {
        List<String> unknown = plan.unknown();
        boolean known = unknown.isEmpty() || (claimed != null && claimed.deletions() == deletions);
        return known ? null : new Unclaimed(unknown, deletions);
    }

    private boolean hasRoom(Holdings.Plan plan) {
        return holdings.memory() + plan.growth() <= cap;
    }

    private void add(Holdings.Plan plan) {
        if (holdings.memory() > cap - low) {
            spiller.request();
        }
        holdings.add(plan);
    }

    private void enter() throws IOException {
        requireOpen();
        Waits.lock(lock, store);
        if (closed) {
            lock.unlock();
            throw new StoreClosedException(store);
        }
    }
}
