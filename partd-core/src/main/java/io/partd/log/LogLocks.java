package io.partd.log;

import io.partd.CodecCheck;
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
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who may use an open log when. Three locks, always taken in this order:
 *
 * <ul>
 *   <li>{@code writers} is held by whoever changes the log.
 *   <li>{@link Processes} keeps other processes from changing it meanwhile.
 *   <li>{@code state} guards the view. Writers hold it only to publish what they have written, readers only to look up
 *       where values lie; the values are read without a lock, since what is in the log does not change.
 * </ul>
 *
 * <p>A section holds all three. Readers of other processes stay out while a word says that there is a section.
 */
final class LogLocks {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 10 : 1;

    /** Checks whether a handle may be used for what is about to be done, and with which codecs. */
    @FunctionalInterface
    interface Handle {

        /**
         * Checks that the handle may do what it is about to do.
         *
         * @throws StoreClosedException if it is closed
         * @throws io.partd.ReadOnlyException if the handle is read-only and the call changes the log
         */
        void requireAllowed() throws IOException;

        /** Returns what checks the codecs of the values that it reads and writes. */
        default CodecCheck codecs() {
            return CodecCheck.raw();
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

    /** Does something that changes the log, while nobody else changes it, here or elsewhere. */
    <T> T write(Handle handle, IoSupplier<T> task) throws IOException {
        enterWrite(handle);
        try {
            return task.get();
        } finally {
            exitWrite();
        }
    }

    /** Does something that changes the log, while nobody else changes it, here or elsewhere. */
    void write(Handle handle, IoRunnable task) throws IOException {
        enterWrite(handle);
        try {
            task.run();
        } finally {
            exitWrite();
        }
    }

    /** Looks at the view, which is up to date. */
    <T> T read(Handle handle, IoSupplier<T> task) throws IOException {
        enterRead(handle);
        try {
            return task.get();
        } finally {
            state.unlock();
        }
    }

    /** Waits until nobody else changes the log, here or elsewhere. */
    void enterWrite(Handle handle) throws IOException {
        handle.requireAllowed();
        if (!tryWriters()) {
            Waits.lock(writers, this);
        }
        try {
            handle.requireAllowed();
            if (processes.acquire() || view.isStale()) {
                takeOver();
            }
        } catch (Throwable e) {
            writers.unlock();
            throw e;
        }
    }

    /** Tries for about as long as a small batch takes: to be put to sleep and woken up takes longer. */
    private boolean tryWriters() {
        for (int i = 0; i < SPINS; i++) {
            if (writers.tryLock()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
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
            // Others may have given back the room that there was.
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

    /** Waits until the view may be looked at, and has it up to date. */
    private void enterRead(Handle handle) throws IOException {
        handle.requireAllowed();
        Backoff backoff = new Backoff();
        while (true) {
            Waits.lock(state, this);
            try {
                handle.requireAllowed();
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
     * As {@link #enterRead}, while nobody changes the log, if that is so at this moment. A process that died in a
     * section, or while it replaced segments, has left words that say that it is still at it, and who only reads cannot
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
                handle.requireAllowed();
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
     * Has the view up to date as of a moment in which no other process was in a section; false if one is, or may be
     * replacing segments.
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

    /** As {@link #enterWrite} for a thread that has the {@link #lock}, if that needs no waiting for other processes. */
    boolean tryEnterWrite() throws IOException {
        boolean kept = processes.isHeld();
        if (!processes.tryAcquire()) {
            return false;
        }
        if (!kept) {
            takeOver();
        }
        return true;
    }

    /** Waits for those who use the log, and lets nobody else use it until the section ends; nothing if time is up. */
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

    /** As {@link #enterWrite}, if that can be done in time. */
    private boolean tryEnterWrite(Handle handle, Deadline deadline) throws IOException {
        handle.requireAllowed();
        if (!Waits.tryLock(writers, deadline, this)) {
            return false;
        }
        boolean entered = false;
        try {
            handle.requireAllowed();
            boolean kept = processes.isHeld();
            if (processes.tryAcquire(deadline)) {
                if (!kept || view.isStale()) {
                    takeOver();
                }
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

    /** Waits for what other threads are doing; they are kept out until {@link #unlock}. */
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
