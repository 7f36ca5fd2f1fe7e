package io.partd.log;

import io.partd.internal.BackgroundThread;
import io.partd.internal.Backoff;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Excludes other processes with {@code flock(2)} on one file. A shared {@code flock} on another file tells whether
 * there are any.
 *
 * <p>To take and release the lock costs most of a microsecond, more than a small append. So a process keeps the lock
 * between operations. It gives the lock up when another process asks for it, by a word in the mapped lock file, or
 * after a moment without use. A process that others wait for keeps the lock for a slice of time, so that two busy
 * processes do not spend their time on handing it over.
 */
final class LockedProcesses implements Processes {

    private static final int FILE_MODE = 0666;
    static final int PAGE = 4096;

    /** The offsets of the words in the lock file, each in its own cache line. */
    private static final long WANTED = 0;

    static final long SECTIONS = 64;
    static final long EPOCH = 128;

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    /** How long a process that has given up the lock leaves it to others that want it. */
    private static final long COURTESY_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final SystemCalls calls;
    private final Path path;
    private final ReentrantLock writers;
    private final LockFile lock;
    private final MappedFile words;
    private final LockFile users;

    private volatile boolean held;
    private long heldSince;
    private boolean inSection;
    private boolean yielded;
    private volatile boolean used;
    private volatile boolean closed;
    private final BackgroundThread watcher;
    private boolean watched;

    /**
     * Opens the files.
     *
     * @param writers the lock that callers hold around every call
     * @param watcher the thread that gives up an unused lock
     */
    LockedProcesses(
            SystemCalls calls,
            int directory,
            Path path,
            Path usersPath,
            ReentrantLock writers,
            BackgroundThread watcher)
            throws IOException {
        this.calls = calls;
        this.path = path;
        this.writers = writers;
        this.watcher = watcher;
        lock = new LockFile(calls, open(directory, path), path);
        try {
            words = new MappedFile(calls, open(directory, path), path);
            try {
                words.allocateWords(PAGE);
                users = new LockFile(calls, open(directory, usersPath), usersPath);
            } catch (Throwable e) {
                words.close();
                throw e;
            }
        } catch (Throwable e) {
            lock.close();
            throw e;
        }
    }

    private int open(int directory, Path file) throws IOException {
        byte[] name = CString.of(file.getFileName().toString());
        while (true) {
            int result = calls.openToUpdate(directory, name);
            if (result == -Errno.ENOENT) {
                result = calls.createToUpdate(directory, name, FILE_MODE);
            }
            if (result != -Errno.EEXIST) {
                return Errno.require(result, file);
            }
        }
    }

    @Override
    public boolean acquire() throws IOException {
        if (!used) { // a volatile store costs more than a load
            used = true;
        }
        if (held) {
            return false;
        }
        if (yielded) {
            leaveItToOthers();
        }
        return Processes.super.acquire();
    }

    @Override
    public void awaitTurn(Backoff backoff) throws IOException {
        words.publish(WANTED, 1);
        backoff.pause(path);
    }

    private void taken() throws IOException {
        held = true;
        heldSince = System.nanoTime();
        boolean done = false;
        try {
            words.publish(WANTED, 0);
            if (words.published(SECTIONS) % 2 != 0) {
                // A process died in a section.
                words.publish(SECTIONS, words.published(SECTIONS) + 1);
            }
            done = true;
        } finally {
            if (!done) {
                unlock();
            }
        }
    }

    @Override
    public boolean tryAcquire() throws IOException {
        used = true;
        if (!held && lock.tryAcquire()) {
            taken();
        }
        return held;
    }

    private void leaveItToOthers() throws IOException {
        yielded = false;
        long start = System.nanoTime();
        Backoff backoff = new Backoff();
        while (isWanted() && System.nanoTime() - start < COURTESY_NANOS) {
            backoff.pause(path);
        }
    }

    @Override
    public void release() {
        if (!held || writers.getHoldCount() > 1) {
            return;
        }
        if (isWanted() && System.nanoTime() - heldSince > SLICE_NANOS) {
            unlock();
            yielded = true;
        } else {
            watch();
        }
    }

    /** Returns whether another process wants the lock, or may want it. */
    private boolean isWanted() {
        try {
            return words.published(WANTED) != 0;
        } catch (IOException e) {
            return true;
        }
    }

    @Override
    public boolean isHeld() {
        return held;
    }

    @Override
    public void unlock() {
        if (held) {
            held = false;
            lock.release();
        }
    }

    /** Lets the watcher give up the lock when it is idle. */
    private void watch() {
        if (!watched) {
            try {
                watcher.execute(this::giveUpWhenIdle);
                watched = true;
            } catch (OutOfMemoryError e) {
                // No thread can be started, and without one the other processes would wait for ever.
                unlock();
            }
        }
    }

    private void giveUpWhenIdle() {
        do {
            used = false;
            LockSupport.parkNanos(this, IDLE_NANOS);
        } while (!writers.tryLock() || !gaveUp());
    }

    /** Gives up the lock if it is idle; returns whether it did. Releases the writer lock. */
    private boolean gaveUp() {
        try {
            boolean wanted = !closed && isWanted();
            boolean idle = !used || closed || wanted;
            if (idle) {
                watched = false;
                yielded = wanted;
                unlock();
            }
            return idle;
        } finally {
            writers.unlock();
        }
    }

    @Override
    public boolean isAlone() throws IOException {
        return users.tryAcquire();
    }

    @Override
    public void announce() throws IOException {
        // A killed process that held this file exclusively may release the other lock first.
        Backoff backoff = new Backoff();
        while (!users.tryShare()) {
            backoff.pause(path);
        }
    }

    @Override
    public void setSection(boolean held) throws IOException {
        words.publish(SECTIONS, words.published(SECTIONS) + 1);
        inSection = held;
    }

    @Override
    public long sections() throws IOException {
        return inSection ? 0 : words.published(SECTIONS);
    }

    @Override
    public void setEpoch(long epoch) throws IOException {
        words.publish(EPOCH, epoch);
    }

    @Override
    public long epoch() throws IOException {
        return words.published(EPOCH);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            // Close this first: it may be held exclusively, and the next process needs to share it.
            users.close();
            unlock();
            lock.close();
            words.close();
        }
    }
}
