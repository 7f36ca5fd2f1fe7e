package io.partd.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another in a daemon thread. The thread starts with the first task, and ends after a second
 * without a task. Thread-safe.
 *
 * <p><b>No task is lost.</b> {@link #execute} hands its task over, or throws, and then the task never runs. The reason
 * is that {@code alive} and {@code next} change only under this object's monitor: a thread that finds no task clears
 * {@code alive} in the same step, and {@code alive} is set only after the thread has started. A
 * {@link java.util.concurrent.ThreadPoolExecutor} whose core thread may time out makes no such promise: if its thread
 * ends as a task arrives, and no other thread can be started, the task stays in the queue.
 *
 * <p><b>Locks.</b> A thread takes the monitor after all other locks, waits for nothing under it, and does not hold it
 * while it runs a task. So a caller of {@code execute} may hold any lock, also one that the task takes.
 */
public final class BackgroundThread {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadFactory threads;
    private final long lingerNanos;

    /** The next task to run. */
    private @Nullable Runnable next;

    /** Whether a thread exists that will check for a task again. */
    private boolean alive;

    /** Makes a background thread with a name. */
    public BackgroundThread(String name) {
        this(task -> daemon(name, task), LINGER_NANOS);
    }

    /**
     * Makes a background thread for tests.
     *
     * @param threads makes the threads
     * @param lingerNanos how long a thread waits for another task
     */
    public BackgroundThread(ThreadFactory threads, long lingerNanos) {
        this.threads = threads;
        this.lingerNanos = lingerNanos;
    }

    private static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(null, task, name, 0, false);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs a task in the thread, after the current one. Does not wait.
     *
     * @param task should not throw; the thread's handler of uncaught exceptions gets what it throws
     * @throws IllegalStateException if a task is waiting already
     * @throws OutOfMemoryError if no thread can be started; the task will not run
     */
    public synchronized void execute(Runnable task) {
        if (next != null) {
            throw new IllegalStateException("a task is waiting already");
        }
        if (!alive) {
            threads.newThread(this::run).start();
            alive = true;
        }
        next = task;
        notifyAll();
    }

    private void run() {
        for (Runnable task = take(); task != null; task = take()) {
            try {
                task.run();
            } catch (Throwable e) {
                Thread thread = Thread.currentThread();
                thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            }
        }
    }

    /** Waits for a task; returns null if the thread is to end. */
    private synchronized @Nullable Runnable take() {
        long deadline = System.nanoTime() + lingerNanos;
        for (long left = lingerNanos; next == null && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException ignored) {
                // Only a task can interrupt this thread; the interrupt is not meant for the next task.
            }
        }
        Runnable task = next;
        next = null;
        alive = task != null;
        return task;
    }
}
