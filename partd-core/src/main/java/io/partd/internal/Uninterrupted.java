package io.partd.internal;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Uses channels in threads that nobody interrupts, while the caller waits, whatever interrupts it. An interrupt of a
 * thread that uses a channel closes the channel, also for the other threads that use it, and gives up its locks. The
 * caller keeps its interrupt status.
 *
 * <p>These threads take no lock that a caller holds, so that a caller waits for the disk only.
 */
final class Uninterrupted {

    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 1, TimeUnit.SECONDS, new SynchronousQueue<>(), Uninterrupted::thread);

    private Uninterrupted() {}

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "partd-files");
        thread.setDaemon(true);
        return thread;
    }

    static void run(IoRunnable action) throws IOException {
        call(() -> {
            action.run();
            return true;
        });
    }

    static <T> T call(IoSupplier<T> action) throws IOException {
        FutureTask<T> task = new FutureTask<>(action::get);
        THREADS.execute(task);
        try {
            return Waits.uninterrupted(task);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        }
    }
}
