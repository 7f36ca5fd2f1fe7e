package io.partd.arrow.shuffle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Starts and ends threads of a shuffle, and waits for what they do. */
final class Threads {

    private Threads() {}

    /** Starts threads; if not all can be started, {@link OutOfMemoryError} is thrown and none stays. */
    static ExecutorService start(int count, String name) {
        return start(count, task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    static ExecutorService start(int count, ThreadFactory threads) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        try {
            // A task that is submitted later runs for certain, or the caller would have to wait for those before it.
            executor.prestartAllCoreThreads();
            return executor;
        } catch (Throwable e) {
            stop(executor);
            throw e;
        }
    }

    /** Interrupts the threads, and returns when they have ended. */
    static void stop(ExecutorService executor) {
        executor.shutdownNow();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Runs tasks of which each may take long. If one fails, or the thread is interrupted, those that have not begun are
     * left out; which are under way is for {@link #stop} to wait for.
     *
     * @throws IOException what the first task that failed threw, if it was one
     */
    static void runInterruptibly(ExecutorService executor, List<? extends Callable<?>> tasks) throws IOException {
        CompletionService<@Nullable Object> completion = new ExecutorCompletionService<>(executor);
        for (Callable<?> task : tasks) {
            completion.submit(task::call);
        }
        try {
            for (int i = 0; i < tasks.size(); i++) {
                completion.take().get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted during a shuffle").initCause(e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        }
    }

    /**
     * Runs tasks, and waits for all of them whatever happens, so that they leave alone what the caller releases then.
     *
     * @throws IOException what the first task that failed threw, if it was one
     */
    static void run(ExecutorService executor, List<? extends Callable<?>> tasks) throws IOException {
        List<Future<?>> futures = new ArrayList<>();
        for (Callable<?> task : tasks) {
            futures.add(executor.submit(task));
        }
        Throwable failure = null;
        boolean interrupted = false;
        for (Future<?> future : futures) {
            boolean done = false;
            while (!done) {
                try {
                    future.get();
                    done = true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    failure = failure == null ? e.getCause() : failure;
                    done = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw failure(failure);
        }
    }

    /** Throws what another thread threw, as it is where that may be. */
    static IOException failure(@Nullable Throwable thrown) {
        if (thrown instanceof RuntimeException e) {
            throw e;
        }
        if (thrown instanceof Error e) {
            throw e;
        }
        return thrown instanceof IOException e ? e : new IOException(thrown);
    }
}
