package io.partd.redis;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A thread that renews a lease until it is stopped, or the lease has run out. */
final class Renewal {

    private final Thread thread;
    private boolean stopped;

    /** What renews a lease; returns false if there is none any more. */
    @FunctionalInterface
    interface Lease {
        boolean renew() throws IOException;
    }

    private Renewal(ThreadFactory threads, Duration lease, Lease what) {
        thread = threads.newThread(() -> run(lease.toNanos() / 3, what));
        thread.setName("partd-redis-lease");
        thread.setDaemon(true);
    }

    /** Starts it; throws {@link OutOfMemoryError} if there can be no thread. */
    static Renewal start(ThreadFactory threads, Duration lease, Lease what) {
        Renewal renewal = new Renewal(threads, lease, what);
        renewal.thread.start();
        return renewal;
    }

    private void run(long nanos, Lease what) {
        while (!isStoppedAfter(nanos)) {
            try {
                if (!what.renew()) {
                    return;
                }
            } catch (IOException | RuntimeException | Error e) {
                // The next try may be in time; if not, the server refuses what the section does.
            }
        }
    }

    private synchronized boolean isStoppedAfter(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0 && !stopped; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                return true;
            }
        }
        return stopped;
    }

    synchronized void stop() {
        stopped = true;
        notifyAll();
    }
}
