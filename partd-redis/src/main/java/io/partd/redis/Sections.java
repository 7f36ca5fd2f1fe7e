package io.partd.redis;

import io.partd.Section;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import io.partd.redis.wire.Waiting;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * The sections of one store. Within the process they are a lock that all calls share and a section has alone; for other
 * processes the section's token lies in each bucket, where every script compares it with its own, so that a section
 * that has run out can change nothing any more. Thread-safe.
 */
final class Sections {

    /** The token of who is in no section. */
    static final byte[] NO_SECTION = new byte[0];

    private static final long LONGEST_PAUSE_MILLIS = 50;

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final Layout layout;
    private final Calls calls;
    private final RedisOptions options;
    private final Object store;
    private final ThreadFactory threads;

    /** What the calls of this store send. */
    private volatile byte[] token = NO_SECTION;

    /** What the buckets were given. Guarded by the write lock. */
    private byte[] held = NO_SECTION;

    private @Nullable Renewal renewal;

    Sections(Layout layout, Calls calls, RedisOptions options, Object store) {
        this(layout, calls, options, store, Thread::new);
    }

    /** Makes some for tests, which make the threads. */
    Sections(Layout layout, Calls calls, RedisOptions options, Object store, ThreadFactory threads) {
        this.layout = layout;
        this.calls = calls;
        this.options = options;
        this.store = store;
        this.threads = threads;
    }

    /** Waits for other threads' sections, and returns the token of the caller's, or none; to be {@link #leave left}. */
    byte[] enter(Deadline deadline) throws IOException {
        acquire(lock.readLock(), deadline);
        return token;
    }

    /** Ends what {@link #enter} began. */
    void leave() {
        lock.readLock().unlock();
    }

    private void acquire(Lock wanted, Deadline deadline) throws IOException {
        if (!wanted.tryLock()) {
            Waiting.await(
                    nanos -> wanted.tryLock(nanos, TimeUnit.NANOSECONDS),
                    deadline,
                    "the section of another thread at " + store);
        }
    }

    /** Tells whether the calling thread has a section. */
    boolean isHeld() {
        return lock.isWriteLockedByCurrentThread();
    }

    /**
     * Begins a section.
     *
     * @param patience until when others are waited for
     * @param deadline until when the server has to answer
     * @param atEnd called before it ends for others, and when it has ended
     * @return nothing if others were there all the time
     */
    Optional<Section> tryBegin(Deadline patience, Deadline deadline, AtEnd atEnd) throws IOException {
        if (!tryAcquire(lock.writeLock(), patience)) {
            return Optional.empty();
        }
        boolean begun = false;
        try {
            begun = lock.getWriteHoldCount() > 1 || take(Text.unique(), patience, deadline);
            return begun ? Optional.of(new RedisSection(this, atEnd)) : Optional.empty();
        } finally {
            if (!begun) {
                lock.writeLock().unlock();
            }
        }
    }

    private boolean tryAcquire(Lock wanted, Deadline patience) throws IOException {
        try {
            acquire(wanted, patience);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** What is done around the end of a section. */
    interface AtEnd {

        /** Called before others get in. */
        void before() throws IOException;

        /** Called when it is over. */
        void after();
    }

    /** Takes the section of all buckets; returns whether others left it in time. */
    private boolean take(byte[] fresh, Deadline patience, Deadline deadline) throws IOException {
        boolean taken = false;
        try {
            long pause = 1;
            while (!call(layout.buckets().subList(0, 1), fresh, "take", deadline)) {
                if (patience.isOver()) {
                    return false;
                }
                Waiting.pause(
                        Math.min(pause, TimeUnit.NANOSECONDS.toMillis(patience.nanos()) + 1),
                        deadline,
                        "the section of another client at " + store,
                        null);
                pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
            }
            List<Bucket> others = layout.buckets().subList(1, layout.buckets().size());
            if (!others.isEmpty()) {
                call(others, fresh, "force", deadline);
            }
            renewal = Renewal.start(threads, options.lease(), () -> renew(fresh));
            taken = true;
        } finally {
            if (!taken) {
                release(fresh);
            }
        }
        held = fresh;
        setToken(fresh);
        return true;
    }

    private void release(byte[] fresh) {
        try {
            unlock(fresh);
        } catch (IOException e) {
            // It will run out.
        }
    }

    /** Asks all buckets; returns whether all agree. */
    private boolean call(List<Bucket> buckets, byte[] own, String how, Deadline deadline) throws IOException {
        List<Call> all = new ArrayList<>();
        List<byte[]> arguments = List.of(own, Text.of(options.lease().toMillis()), Text.of(how));
        for (Bucket bucket : buckets) {
            all.add(bucket.call(Script.LOCK, List.of(), arguments));
        }
        for (Answer answer : calls.call(all, options.replicas(), deadline)) {
            if (!answer.is("OK")) {
                return false;
            }
        }
        return true;
    }

    /**
     * Renews the section; returns whether it is still one. If a bucket does not know it any more, as after a fail-over
     * that has lost it, others may have been there, and no bucket is to take anything of it.
     */
    private boolean renew(byte[] own) throws IOException {
        Duration soon = options.lease().dividedBy(2);
        if (call(layout.buckets(), own, "keep", new Deadline(soon))) {
            return true;
        }
        synchronized (this) {
            if (token == own) {
                token = Text.unique();
            }
        }
        return false;
    }

    private synchronized void setToken(byte[] now) {
        token = now;
    }

    private void unlock(byte[] own) throws IOException {
        List<Call> all = new ArrayList<>();
        for (Bucket bucket : layout.buckets()) {
            all.add(bucket.call(Script.UNLOCK, List.of(), List.of(own)));
        }
        calls.call(all, new Deadline(options.timeout()));
    }

    /** Ends the calling thread's innermost section. */
    void end(AtEnd atEnd) throws IOException {
        try {
            if (lock.getWriteHoldCount() == 1) {
                endForOthers(atEnd);
            }
        } finally {
            lock.writeLock().unlock();
            atEnd.after();
        }
    }

    private void endForOthers(AtEnd atEnd) throws IOException {
        byte[] own = held;
        Renewal running = renewal;
        renewal = null;
        try {
            atEnd.before();
        } finally {
            if (running != null) {
                running.stop();
            }
            held = NO_SECTION;
            setToken(NO_SECTION);
            unlock(own);
        }
    }
}
