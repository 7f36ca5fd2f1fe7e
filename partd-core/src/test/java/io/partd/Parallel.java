package io.partd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs what a test does in several threads, and hands its failures back. */
public final class Parallel {

    private static final long PATIENCE = TimeUnit.MINUTES.toMillis(4);
    /** A thread that was seen waiting so often, a moment after the other, waits for what it is meant to wait for. */
    private static final int LOOKS = 5;

    private static final long BETWEEN_LOOKS_MILLIS = 2;

    private Parallel() {}

    /** What a thread does. */
    @FunctionalInterface
    public interface Action {
        void run() throws Exception;
    }

    /** What each of several threads does. */
    @FunctionalInterface
    public interface NumberedAction {
        void run(int thread) throws Exception;
    }

    /** Starts one thread. */
    public static Running start(Action action) {
        return new Running(action);
    }

    /** Runs one other thread to its end. */
    public static void run(Action action) {
        start(action).join();
    }

    /** Runs several threads at once to their ends. */
    public static void run(int threads, NumberedAction action) {
        CountDownLatch together = new CountDownLatch(threads);
        List<Running> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int number = i;
            running.add(start(() -> {
                together.countDown();
                together.await();
                action.run(number);
            }));
        }
        running.forEach(Running::join);
    }

    /** A started thread. */
    public static final class Running {

        private final Thread thread;
        private volatile @Nullable Throwable failure;

        private Running(Action action) {
            thread = new Thread(
                    () -> {
                        try {
                            action.run();
                        } catch (Throwable e) {
                            failure = e;
                        }
                    },
                    "test");
            thread.setDaemon(true);
            thread.start();
        }

        /**
         * Returns once the thread waits for something, or has ended. That it loads a class, or waits for a moment for
         * one that does, does not count.
         */
        public void awaitWaiting() throws InterruptedException {
            int seen = 0;
            while (seen < LOOKS && thread.getState() != Thread.State.TERMINATED) {
                seen += isWaiting() ? 1 : 0;
                Thread.sleep(BETWEEN_LOOKS_MILLIS);
            }
        }

        private boolean isWaiting() {
            Thread.State state = thread.getState();
            return state != Thread.State.NEW
                    && state != Thread.State.RUNNABLE
                    && Arrays.stream(thread.getStackTrace()).noneMatch(Running::loadsClasses);
        }

        private static boolean loadsClasses(StackTraceElement frame) {
            String name = frame.getClassName();
            return name.equals("java.lang.ClassLoader")
                    || name.startsWith("jdk.internal.loader.")
                    || frame.getMethodName().equals("<clinit>");
        }

        /** Whether the thread has yet to end. */
        public boolean isAlive() {
            return thread.isAlive();
        }

        public void interrupt() {
            thread.interrupt();
        }

        /** Waits for the end, and fails as the thread did. */
        public void join() {
            try {
                thread.join(PATIENCE);
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            }
            if (thread.isAlive()) {
                AssertionError error = new AssertionError("thread hangs");
                error.setStackTrace(thread.getStackTrace());
                throw error;
            }
            Throwable cause = failure;
            if (cause != null) {
                throw new AssertionError("in another thread: " + cause, cause);
            }
        }
    }
}
