package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.UnstartableThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BackgroundThreadTest {

    private static final long NEVER = TimeUnit.DAYS.toNanos(1);

    private final AtomicInteger made = new AtomicInteger();

    private Thread daemon(Runnable task) {
        made.incrementAndGet();
        Thread thread = new Thread(task, "background");
        thread.setDaemon(true);
        return thread;
    }

    /** The thread ends just as a task comes: as soon as it has run one, or as its time is over. */
    @ParameterizedTest
    @CsvSource({"0, 0, 10000", "1000000, 1000, 1000"})
    void runsEveryTaskHoweverOftenItsThreadEnds(long lingerNanos, int microseconds, int tasks) {
        BackgroundThread thread = new BackgroundThread(this::daemon, lingerNanos);
        Parallel.run(() -> {
            for (int i = 0; i < tasks; i++) {
                CountDownLatch done = new CountDownLatch(1);
                thread.execute(done::countDown);
                done.await();
                pause(microseconds + i % 100);
            }
        });
        assertThat(made).hasValueGreaterThan(1);
    }

    private static void pause(int microseconds) {
        long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(microseconds);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void usesOneThreadForTasksThatFollowEachOther() throws InterruptedException {
        BackgroundThread thread = new BackgroundThread(this::daemon, NEVER);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CountDownLatch done = new CountDownLatch(1);
            thread.execute(() -> {
                threads.add(Thread.currentThread());
                done.countDown();
            });
            done.await();
        }
        assertThat(threads).hasSize(100).containsOnly(threads.get(0));
        assertThat(made).hasValue(1);
    }

    @Test
    void keepsOneTaskWaitingAndRefusesAnother() throws InterruptedException {
        BackgroundThread thread = new BackgroundThread("background");
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        thread.execute(() -> {
            begun.countDown();
            awaitUninterrupted(end);
        });
        begun.await();
        thread.execute(done::countDown);
        assertThatThrownBy(() -> thread.execute(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a task is waiting already");
        end.countDown();
        done.await();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Returns a thread maker whose first threads cannot be started. */
    private ThreadFactory failing(int times) {
        AtomicInteger left = new AtomicInteger(times);
        return task -> left.getAndDecrement() > 0 ? new UnstartableThread(task) : daemon(task);
    }

    @Test
    void aThreadThatCannotBeStartedFailsOneCallAndNoOther() throws InterruptedException {
        BackgroundThread thread = new BackgroundThread(failing(2), NEVER);
        AtomicInteger refused = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> thread.execute(refused::incrementAndGet)).isInstanceOf(OutOfMemoryError.class);
        }
        CountDownLatch done = new CountDownLatch(1);
        thread.execute(done::countDown);
        done.await();
        assertThat(refused).hasValue(0);
    }

    @Test
    void aTaskThatThrowsOrInterruptsDisturbsNoOther() throws InterruptedException {
        List<Throwable> uncaught = new ArrayList<>();
        BackgroundThread thread = new BackgroundThread(
                task -> {
                    Thread made = daemon(task);
                    made.setUncaughtExceptionHandler((where, e) -> uncaught.add(e));
                    return made;
                },
                NEVER);
        CountDownLatch thrown = new CountDownLatch(1);
        thread.execute(() -> {
            Thread.currentThread().interrupt();
            thrown.countDown();
            throw new StackOverflowError("test");
        });
        thrown.await();
        CountDownLatch done = new CountDownLatch(1);
        thread.execute(done::countDown);
        done.await();
        assertThat(uncaught).singleElement().isInstanceOf(StackOverflowError.class);
        assertThat(made).hasValue(1);
    }
}
