package io.partd.log;

import io.partd.CodecCheck;
import io.partd.Durability;
import io.partd.ReadOnlyException;
import io.partd.Section;
import io.partd.StoreClosedException;
import io.partd.internal.Backoff;
import io.partd.internal.Deadline;
import io.partd.internal.IoRunnable;
import io.partd.internal.IoSupplier;
import io.partd.internal.OwnedSection;
import io.partd.internal.Waits;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The locks of an open log. A thread takes them in this order:
 *
 * <ul>
 *   <li>{@code writers}, to change the log.
 *   <li>{@link Processes}, so that other processes do not change it meanwhile.
 *   <li>{@code state}, which guards the view. Writers hold it only to publish a batch, readers only to look up the
 *       places of values. They read the values without a lock, since batches do not change.
 * </ul>
 *
 * <p>A section holds all three. A shared word keeps readers of other processes out of it.
 */
final class LogLocks {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 10 : 1;

    /**
     * A handle on the log.
     *
     * @param name what messages call it
     * @param closed whether it is closed
     * @param codecs checks the codecs of the values that it reads and writes
     */
    record Handle(String name, AtomicBoolean closed, CodecCheck codecs, Durability durability) {

        void requireOpen() throws StoreClosedException {
            if (closed.get()) {
                throw new StoreClosedException(name);
            }
        }
    }

    private final Disk disk;
    private final Processes processes;
    private final ReentrantLock writers;
    private final ReentrantLock state;
    private final LogView view;
    private final LogWriter writer;

    LogLocks(Disk disk, ReentrantLock writers, ReentrantLock state, LogView view, LogWriter writer) {
        this.disk = disk;
        this.processes = disk.processes();
        this.writers = writers;
        this.state = state;
        this.view = view;
        this.writer = writer;
    }

    /** Checks that a handle may change the log. */
    void requireWritable(Handle handle) throws IOException {
        handle.requireOpen();
        if (disk.isReadOnly()) {
            throw new ReadOnlyException(handle.name());
        }
    }

    /** Runs a task that changes the log, while no other thread or process changes it. */
    <T> T write(Handle handle, IoSupplier<T> task) throws IOException {
        enterWrite(handle);
        try {
            return task.get();
        } finally {
            exitWrite();
        }
    }

    /** Runs a task that changes the log, while no other thread or process changes it. */
    void write(Handle handle, IoRunnable task) throws IOException {
        write(handle, () -> {
            task.run();
            return true;
        });
    }

    /** Runs a task that reads the view, which is up to date. */
    <T> T read(Handle handle, IoSupplier<T> task) throws IOException {
        enterRead(handle);
        try {
            return task.get();
        } finally {
            state.unlock();
        }
    }

    /** Waits until no other thread or process changes the log. */
    void enterWrite(Handle handle) throws IOException {
        requireWritable(handle);
        if (!tryWriters()) {
            Waits.lock(writers, this);
        }
        try {
            handle.requireOpen();
            entered(processes.acquire());
        } catch (Throwable e) {
            writers.unlock();
            throw e;
        }
    }

    /** Spins for about as long as a small batch takes, since to park a thread and to wake it takes longer. */
    private boolean tryWriters() {
        for (int i = 0; i < SPINS; i++) {
            if (writers.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    /**
     * Brings the view up to date for a writer. If this process kept the lock, nobody else has changed the log since its
     * last change.
     *
     * @param acquired whether this process has just taken the lock
     */
    private void entered(boolean acquired) throws IOException {
        if (acquired || view.isStale()) {
            takeOver();
        }
    }

    private void takeOver() throws IOException {
        boolean ready = false;
        state.lock();
        try {
            if (processes.epoch() == 0) {
                view.reload();
                processes.setEpoch(view.manifest().epoch());
            } else {
                view.refresh();
            }
            // Others may have cut off unused room.
            view.active().measure();
            writer.clearLeftovers();
            ready = true;
        } finally {
            state.unlock();
            // Within a section of this thread, others have to stay out until it ends.
            if (!ready && writers.getHoldCount() == 1) {
                processes.unlock();
            }
        }
    }

    void exitWrite() {
        try {
            processes.release();
        } finally {
            writers.unlock();
        }
    }

    /** Takes the lock of the view, and brings the view up to date. */
    private void enterRead(Handle handle) throws IOException {
        handle.requireOpen();
        Backoff backoff = new Backoff();
        while (true) {
            Waits.lock(state, this);
            try {
                handle.requireOpen();
                if (refreshOutsideSections()) {
                    return;
                }
            } catch (Throwable e) {
                state.unlock();
                throw e;
            }
            state.unlock();
            if (!disk.isReadOnly()) {
                enterWrite(handle);
                exitWrite();
            } else if (tryEnterReadAlone(handle)) {
                return;
            } else {
                backoff.pause(disk.path());
            }
        }
    }

    /**
     * Does what {@link #enterRead} does on a read-only disk, if no process changes the log now. A process that died in
     * a section, or while it replaced segments, has left shared words that still say so, and a read-only process cannot
     * correct them.
     */
    private boolean tryEnterReadAlone(Handle handle) throws IOException {
        Waits.lock(writers, this);
        try {
            if (!processes.tryAcquire()) {
                return false;
            }
            Waits.lock(state, this);
            try {
                handle.requireOpen();
                view.refreshAlone();
                return true;
            } catch (Throwable e) {
                state.unlock();
                throw e;
            }
        } finally {
            processes.unlock();
            writers.unlock();
        }
    }

    /**
     * Brings the view up to date as of a moment without a section of another process.
     *
     * @return false if another process is in a section, or may be replacing segments
     */
    private boolean refreshOutsideSections() throws IOException {
        while (true) {
            long sections = processes.sections();
            if (sections % 2 != 0) {
                return false;
            }
            if (!view.refresh()) {
                return false;
            }
            if (processes.sections() == sections) {
                return true;
            }
        }
    }

    /**
     * Does what {@link #enterWrite} does, for a thread that has the {@link #lock}, if no other process has to be waited
     * for.
     */
    boolean tryEnterWrite() throws IOException {
        boolean kept = processes.isHeld();
        if (!processes.tryAcquire()) {
            return false;
        }
        entered(!kept);
        return true;
    }

    /** Waits for a section, in which no other thread or process uses the log; returns empty if time is up. */
    Optional<Section> trySection(Handle handle, Deadline deadline) throws IOException {
        Section section = new OwnedSection(this::exitSection);
        if (!tryEnterWrite(handle, deadline)) {
            return Optional.empty();
        }
        boolean begun = false;
        try {
            begun = Waits.tryLock(state, deadline, this);
        } finally {
            if (!begun) {
                exitWrite();
            }
        }
        if (!begun) {
            return Optional.empty();
        }
        try {
            if (state.getHoldCount() == 1) {
                processes.setSection(true);
            }
        } catch (Throwable e) {
            state.unlock();
            exitWrite();
            throw e;
        }
        return Optional.of(section);
    }

    /** Waits as {@link #enterWrite} does, but not longer than a deadline allows. */
    private boolean tryEnterWrite(Handle handle, Deadline deadline) throws IOException {
        requireWritable(handle);
        if (!Waits.tryLock(writers, deadline, this)) {
            return false;
        }
        boolean entered = false;
        try {
            handle.requireOpen();
            boolean kept = processes.isHeld();
            if (processes.tryAcquire(deadline)) {
                entered(!kept);
                entered = true;
            }
            return entered;
        } finally {
            if (!entered) {
                writers.unlock();
            }
        }
    }

    private void exitSection() throws IOException {
        try {
            if (state.getHoldCount() == 1) {
                processes.setSection(false);
            }
        } finally {
            state.unlock();
            exitWrite();
        }
    }

    /** Keeps other threads of this JVM out until {@link #unlock}. */
    void lock() {
        writers.lock();
        state.lock();
    }

    void unlock() {
        state.unlock();
        writers.unlock();
    }

    @Override
    public String toString() {
        return "the log in " + disk.path();
    }
}
