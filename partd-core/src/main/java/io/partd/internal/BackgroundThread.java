package io.partd.internal;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks one after another in a daemon thread, which starts with the first task and ends when no task has come for
 * a second. Thread-safe.
 *
 * <p><b>No task is lost.</b> {@link #execute} hands its task over, or it throws and the task never runs. That holds
 * because {@code alive} and {@code next} change only under this object's monitor: a thread that finds no task gives up
 * {@code alive} in the same step, and {@code alive} is set only after the thread has started. A
 * {@link java.util.concurrent.ThreadPoolExecutor} whose core thread may time out does not promise that: if its thread
 * ends while a task comes, and no other one can be started, the task stays in the queue.
 *
 * <p><b>Locks.</b> The monitor is the last one to be taken: nothing is waited for under it, and the thread does not
 * hold it while it runs a task. So {@code execute} may be called with any lock held, those that the task takes
 * included.
 */
public final class BackgroundThread {

    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final ThreadFactory threads;
    private final long lingerNanos;

    /** The task that the thread is to run next. */
    private @Nullable Runnable next;

    /** Whether there is a thread that will look for a task once more. */
    private boolean alive;

    /** Makes one whose thread has a name. */
    public BackgroundThread(String name) {
        this(task -> daemon(name, task), LINGER_NANOS);
    }

    /**
     * Makes one for tests.
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
     * Has the thread run a task when it is done with the one before. Does not wait.
     *
     * @param task should not throw; what it throws goes to the thread's handler of uncaught exceptions
     * @throws IllegalStateException if a task is waiting already
     * @throws OutOfMemoryError if no thread can be started; the task will not run then
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

    /** Waits for a task; null if the thread is to end. */
    private synchronized @Nullable Runnable take() {
        long deadline = System.nanoTime() + lingerNanos;
        for (long left = lingerNanos; next == null && left > 0; left = deadline - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException ignored) {
                // Nobody but a task knows this thread; an interrupt that it left is not meant for the next one.
            }
        }
        Runnable task = next;
        next = null;
        alive = task != null;
        return task;
    }
}
