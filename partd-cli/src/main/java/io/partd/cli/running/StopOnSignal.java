package io.partd.cli.running;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * While it is open, a signal that ends the JVM (Ctrl-C) first interrupts the thread that opened it and waits for it to
 * clean up and close this.
 */
public final class StopOnSignal implements AutoCloseable {

    private static final Duration MOST = Duration.ofSeconds(20);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final @Nullable Duration most;
    private final Thread hook;

    /** Begins to wait for a signal, on behalf of the calling thread, which has 20 seconds to clean up then. */
    public StopOnSignal() {
        this(MOST);
    }

    private StopOnSignal(@Nullable Duration most) {
        this.most = most;
        Thread worker = Thread.currentThread();
        hook = new Thread(() -> stop(worker), "partd-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Begins to wait for a signal, on behalf of the calling thread, which has all the time that it needs then. */
    public static StopOnSignal unhurried() {
        return new StopOnSignal(null);
    }

    /** Says that the thread has cleaned up. */
    @Override
    public void close() {
        closed.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already ending, and the hook runs.
            return;
        }
    }

    private void stop(Thread worker) {
        worker.interrupt();
        try {
            if (most == null) {
                closed.await();
            } else {
                closed.await(most.toNanos(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
