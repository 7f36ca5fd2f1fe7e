package io.partd.zmq.endurance;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Does several things at once, for as long as they take. */
final class Tasks {

    private Tasks() {}

    /** What each thread does, by its number. */
    @FunctionalInterface
    interface Task {
        void run(int thread) throws Exception;
    }

    /** Runs a task in so many threads, and waits for all; fails if one does, and interrupts the others then. */
    static void run(int threads, Task task) throws InterruptedException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                calls.add(() -> {
                    try {
                        task.run(thread);
                        return null;
                    } catch (Throwable e) {
                        executor.shutdownNow();
                        throw e;
                    }
                });
            }
            for (Future<Void> future : executor.invokeAll(calls)) {
                try {
                    future.get();
                } catch (ExecutionException e) {
                    throw new AssertionError("a thread failed", e.getCause());
                }
            }
        } finally {
            executor.shutdownNow();
        }
    }
}
