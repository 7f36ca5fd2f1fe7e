package io.partd.cli.running;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * While it is open, a signal that ends the JVM (Ctrl-C) first interrupts the thread that opened it and waits for it to
 * clean up and close this.
 */
public final class StopOnSignal implements AutoCloseable {

    private static final int MOST_SECONDS = 20;

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread hook;

    /** Begins to wait for a signal, on behalf of the calling thread. */
    public StopOnSignal() {
        Thread worker = Thread.currentThread();
        hook = new Thread(() -> stop(worker), "partd-stop");
        Runtime.getRuntime().addShutdownHook(hook);
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
            closed.await(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
