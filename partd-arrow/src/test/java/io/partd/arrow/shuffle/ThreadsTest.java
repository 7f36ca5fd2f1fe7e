package io.partd.arrow.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The threads of a shuffle. */
final class ThreadsTest {

    /** Else a task could run on while the caller releases the memory that it uses. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void noTaskRunsAfterTheCallIfAThreadCannotBeStarted(int startable) throws InterruptedException {
        List<Thread> started = new ArrayList<>();
        ThreadFactory threads = task -> {
            if (started.size() == startable) {
                // Executors of newer JDKs do not call start().
                throw new OutOfMemoryError("unable to create native thread");
            }
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            started.add(thread);
            return thread;
        };
        AtomicInteger running = new AtomicInteger();
        Callable<Integer> task = () -> {
            running.incrementAndGet();
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            return running.decrementAndGet();
        };
        assertThatThrownBy(() -> {
                    ExecutorService executor = Threads.start(4, threads);
                    Threads.run(executor, List.of(task, task, task, task));
                })
                .isInstanceOf(OutOfMemoryError.class);
        assertThat(running).hasValue(0);
        for (Thread thread : started) {
            thread.join(10_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }
}
