package io.partd.buffer;

import io.partd.StoreClosedException;
import io.partd.internal.BackgroundThread;
import io.partd.internal.Deadline;
import io.partd.internal.Meter;
import io.partd.internal.Waits;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The memory table with its lock, the writers that wait for room in it, and the thread that makes room. Thread-safe. A
 * thread takes the lock after all others, holds it briefly, and does not read or write any store under it.
 */
final class LockedMemTable {

    private static final System.Logger LOG = System.getLogger("io.partd");
    private static final Cleaner CLEANER = Cleaner.create();

    /** The calls of the thread that spills, made without the lock. */
    interface Spills {

        /** Makes room. */
        void spillDown() throws IOException;

        /** Called with what {@link #spillDown} threw. The next spill comes when a writer asks for it. */
        void spillFailed(Throwable cause);
    }

    /** Keys that the store below has to claim before a batch can be added, as of one moment. */
    record Unclaimed(List<String> keys, long deletions) {}

    private final MemTable table;
    private final String store;
    private final long spillAbove;
    private final long low;
    private final Meter waits;
    private final ReentrantLock lock = new ReentrantLock();
    private final WriterQueue writers;
    private final Spills spills;
    private final BackgroundThread spiller;
    private boolean spilling;
    private boolean spillRequested;
    private volatile boolean closed;
    private volatile long taken;

    /** Counts what may have made the store below forget a claim. */
    private long deletions;

    /**
     * Puts a table behind a lock.
     *
     * @param store the buffer, for messages
     * @param spills makes room in the background
     * @param spillAbove the memory from which on that is done
     * @param low the memory that it leaves in use
     * @param waits records the waits for room
     */
    LockedMemTable(MemTable table, String store, Spills spills, long spillAbove, long low, Meter waits) {
        this.table = table;
        this.store = store;
        this.spillAbove = spillAbove;
        this.low = low;
        this.waits = waits;
        writers = new WriterQueue(lock, store);
        this.spills = spills;
        spiller = new BackgroundThread("spill of " + store);
        CLEANER.register(this, new Leak(table, store));
    }

    /** Warns of what a buffer held that nobody can close any more. Must not refer to the buffer. */
    private record Leak(MemTable table, String name) implements Runnable {
        @Override
        public void run() {
            if (table.length() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0} was dropped without close; its last {1} bytes of {2} keys are lost",
                        name,
                        Long.toString(table.length()),
                        Integer.toString(table.keys().size()));
            }
        }
    }

    /** Keeps everybody else out until {@link #unlock}, if the lock is free in time; tells whether it is. */
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

    boolean isClosed() {
        return closed;
    }

    /** Refuses further appends; tells whether this call closed it. */
    boolean close() {
        lock.lock();
        try {
            boolean first = !closed;
            closed = true;
            writers.wakeAll();
            return first;
        } finally {
            lock.unlock();
        }
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

    /**
     * Adds a batch, as soon as there is room and it is the caller's turn.
     *
     * @param claimed what the store below has claimed for it, if anything
     * @return null if it was added, else what is to be claimed first
     */
    @Nullable
    Unclaimed add(Batch batch, @Nullable Unclaimed claimed) throws IOException {
        enter();
        try {
            writers.throwFailure();
            MemTable.Plan plan = table.plan(batch);
            Unclaimed unclaimed = unclaimed(plan, claimed);
            if (unclaimed == null && !(writers.isEmpty() && table.hasRoom(plan))) {
                return addInTurn(batch, claimed);
            }
            if (unclaimed == null) {
                add(plan);
            }
            return unclaimed;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Unclaimed addInTurn(Batch batch, @Nullable Unclaimed claimed) throws IOException {
        try (WriterQueue.Turn turn = writers.queue(batch);
                Meter.Span wait = waits.span()) {
            MemTable.Plan plan;
            do {
                requestSpill();
                turn.awaitChange();
                requireOpen();
                plan = table.plan(batch);
            } while (!turn.isFirst() || !table.hasRoom(plan));
            wait.done(0);
            Unclaimed unclaimed = unclaimed(plan, claimed);
            if (unclaimed == null) {
                add(plan);
            }
            return unclaimed;
        }
    }

    private @Nullable Unclaimed unclaimed(MemTable.Plan plan, @Nullable Unclaimed claimed) {
        boolean known = plan.unknown().isEmpty() || (claimed != null && claimed.deletions() == deletions);
        return known ? null : new Unclaimed(plan.unknown(), deletions);
    }

    /** Adds a batch whose keys are claimed, if there is room; does not wait for a turn. */
    boolean addIfRoom(Batch batch) {
        lock.lock();
        try {
            MemTable.Plan plan = table.plan(batch);
            boolean room = table.hasRoom(plan);
            if (room) {
                add(plan);
            }
            return room;
        } finally {
            lock.unlock();
        }
    }

    private void add(MemTable.Plan plan) {
        if (table.memory() > spillAbove) {
            requestSpill();
        }
        table.add(plan);
    }

    /** Has a spill begin in the background. Needs the lock. */
    private void requestSpill() {
        if (!spilling) {
            spiller.execute(this::runSpills);
            spilling = true;
        }
        spillRequested = true;
    }

    private void runSpills() {
        lock.lock();
        try {
            while (spillRequested && !closed) {
                spillRequested = false;
                spill();
            }
        } finally {
            spilling = false;
            lock.unlock();
        }
    }

    private void spill() {
        lock.unlock();
        Throwable failure = null;
        try {
            spills.spillDown();
        } catch (Throwable e) {
            failure = e;
        } finally {
            lock.lock();
        }
        if (failure != null) {
            spillRequested = false;
            spills.spillFailed(failure);
        }
    }

    /**
     * How much memory a spill should leave in use: nothing if the first writer lacks room in a table that is down to
     * the low mark. The slabs then have room, but the keys do not, and slabs are only given back when they are empty.
     */
    long spillTarget() {
        lock.lock();
        try {
            Batch first = writers.first();
            boolean stuck = first != null && table.memory() <= low && !table.hasRoom(table.plan(first));
            return stuck ? 0 : low;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the bytes that the table takes, as of now or, while another thread has the lock, of shortly before. */
    long taken() {
        if (lock.tryLock()) {
            try {
                taken = table.memory();
            } finally {
                lock.unlock();
            }
        }
        return taken;
    }

    /** Looks at the table. */
    <T> T read(Function<MemTable, T> look) {
        lock.lock();
        try {
            return look.apply(table);
        } finally {
            lock.unlock();
        }
    }

    /** Makes room in the table. */
    void change(Consumer<MemTable> change) {
        lock.lock();
        try {
            change.accept(table);
        } finally {
            writers.wakeFirst();
            lock.unlock();
        }
    }

    /** Makes a change after which the store below may have forgotten which keys it claimed. */
    void delete(Consumer<MemTable> change) {
        change(t -> {
            deletions++;
            change.accept(t);
        });
    }

    /** Lets go of bytes that are in the store below now. */
    void release(List<Run> runs) {
        change(t -> {
            t.release(runs);
            writers.recovered();
        });
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

    private void enter() throws IOException {
        requireOpen();
        Waits.lock(lock, store);
        if (closed) {
            lock.unlock();
            throw new StoreClosedException(store);
        }
    }
}
