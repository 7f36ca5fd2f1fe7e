package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Durability;
import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.internal.BackgroundThread;
import io.partd.internal.CString;
import io.partd.internal.DirectoryTree;
import io.partd.internal.Errno;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.pastalab.fray.core.command.SystemTimeDelegateType;
import org.pastalab.fray.core.scheduler.RandomScheduler;
import org.pastalab.fray.junit.junit5.FrayTestExtension;
import org.pastalab.fray.junit.junit5.annotations.FrayTest;

/**
 * Where threads hand work and locks to each other, in many orders that Fray chooses. A thread that waits for ever is a
 * failure. Time is Fray's too: it passes by a step whenever somebody asks for it, and a wait with a limit may end at
 * any moment. docs/testing.md says how to run this and how to replay a failure.
 */
@Tag("fray")
@ExtendWith(FrayTestExtension.class)
public final class HandOffFrayTest {

    /** Four looks at the clock, and a background thread has lingered for long enough. */
    private static final long TIME_STEP_NANOS = 400_000_000;

    /** How often a test that has to stop waiting lets the other threads run before. */
    private static final int TURNS = 2_000;

    /** Counts the orders explored: a system property, since Fray loads this class once more, or once for each order. */
    private static final String EXPLORED = "partd.fray.explored";

    private static final AtomicInteger EXPLORED_BY_ALL = new AtomicInteger();

    private static void countAnOrder() {
        System.setProperty(EXPLORED, String.valueOf(Integer.getInteger(EXPLORED, 0) + 1));
    }

    @BeforeEach
    void beginToCount() {
        System.clearProperty(EXPLORED);
    }

    @AfterEach
    void allOrdersWereExplored(TestInfo test) {
        FrayTest annotation = test.getTestMethod().orElseThrow().getAnnotation(FrayTest.class);
        int explored = Integer.getInteger(EXPLORED, 0);
        assertThat(explored)
                .as("orders that Fray explored, if it found nothing")
                .isGreaterThanOrEqualTo(annotation.replay().isEmpty() ? annotation.iterations() : 1);
        EXPLORED_BY_ALL.addAndGet(explored);
    }

    /** On a JVM that was not made for it, Fray skips its tests without a word. */
    @AfterAll
    static void frayWasThere() {
        assertThat(EXPLORED_BY_ALL.get())
                .as("orders that Fray explored, which it does on the JVM that `mvn verify -Pthorough` makes for it")
                .isPositive();
    }

    /** What a thread does. */
    private interface Action {
        void run() throws Exception;
    }

    private static Thread start(List<Throwable> failures, Action action) {
        Thread thread = new Thread(() -> {
            try {
                action.run();
            } catch (Throwable e) {
                failures.add(e);
            }
        });
        thread.start();
        return thread;
    }

    private static void runAll(Action... actions) throws InterruptedException {
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        for (Action action : actions) {
            threads.add(start(failures, action));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
    }

    /** A use of a directory. */
    private interface InDirectory {
        void use(Path directory) throws Exception;
    }

    private static void inDirectory(InDirectory test) throws Exception {
        Path directory = Files.createTempDirectory("partd-fray").toRealPath();
        try {
            test.use(directory);
        } finally {
            DirectoryTree.delete(directory);
        }
    }

    @FrayTest(
            iterations = 100,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = false)
    public void blocksAreWrittenBehindThoughTheThreadMayEnd() throws IOException {
        countAnOrder();
        AtomicInteger written = new AtomicInteger();
        Disk.File file = (Disk.File) Proxy.newProxyInstance(
                Disk.File.class.getClassLoader(), new Class<?>[] {Disk.File.class}, (proxy, method, arguments) -> {
                    written.incrementAndGet();
                    return null;
                });
        BatchEncoder.WriteBehind writer = new BatchEncoder.WriteBehind("blocks", new BackgroundThread("writes"));
        ByteBuffer block = ByteBuffer.allocateDirect(8);
        for (int i = 1; i <= 3; i++) {
            writer.write(file, 0, block, 8);
            writer.await();
            assertThat(written.get()).isEqualTo(i);
        }
    }

    @FrayTest(
            iterations = 10,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = false)
    public void threadsShareASync() throws Exception {
        countAnOrder();
        inDirectory(directory -> {
            try (LogStore store = LogStore.open(directory, Durability.BATCH)) {
                runAll(() -> store.append("x", new byte[1]), () -> store.append("x", new byte[1]), store::flush);
                assertThat(store.size("x")).isEqualTo(2);
            }
        });
    }

    private static LockedProcesses process(int directory, Path path, ReentrantLock writers) throws IOException {
        return new LockedProcesses(
                SystemCalls.system(),
                directory,
                path.resolve("log.lock"),
                path.resolve("log.users"),
                writers,
                new BackgroundThread("lock"));
    }

    private static void withLock(ReentrantLock lock, Action action) throws Exception {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Each of two objects stands for a process: the system keeps them apart likewise. */
    @FrayTest(
            iterations = 10,
            scheduler = RandomScheduler.class,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = false)
    public void processesHandTheLockOver() throws Exception {
        countAnOrder();
        inDirectory(path -> {
            SystemCalls calls = SystemCalls.system();
            int directory = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(path)), path);
            AtomicInteger inside = new AtomicInteger();
            Action user = () -> {
                ReentrantLock writers = new ReentrantLock();
                LockedProcesses process = process(directory, path, writers);
                try {
                    for (int i = 0; i < 2; i++) {
                        withLock(writers, () -> {
                            process.acquire();
                            assertThat(inside.incrementAndGet()).isEqualTo(1);
                            inside.decrementAndGet();
                            process.release();
                        });
                    }
                } finally {
                    withLock(writers, process::close);
                }
            };
            runAll(user, user);
            calls.close(directory);
        });
    }

    /** In fresh classes each time: Fray loses those who wait for a condition of a class that an earlier order used. */
    @FrayTest(
            iterations = 10,
            scheduler = RandomScheduler.class,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = true)
    public void logsOpenAndCloseSideBySide() throws Exception {
        countAnOrder();
        inDirectory(directory -> {
            Action user = () -> {
                try (LogStore store = LogStore.open(directory.resolve("shared"))) {
                    store.append("x", new byte[1]);
                }
            };
            runAll(user, user, () -> LogStore.open(directory.resolve("other")).close());
            try (LogStore store = LogStore.open(directory.resolve("shared"))) {
                assertThat(store.size("x")).isEqualTo(2);
            }
        });
    }

    /** Another process has the lock of one log until this one has closed the other. */
    @FrayTest(
            iterations = 3,
            scheduler = RandomScheduler.class,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = false)
    public void closingALogWaitsForNobodyWhoOpensAnother() throws Exception {
        countAnOrder();
        inDirectory(directory -> {
            LogStore closed = LogStore.open(directory.resolve("closed"));
            Path awaited = directory.resolve("awaited");
            LogStore.open(awaited).close();
            Path path = awaited.resolve("partd-log.lock");
            SystemCalls calls = SystemCalls.system();
            int opened = Errno.require(calls.openToUpdate(SystemCalls.ANYWHERE, CString.of(path)), path);
            try (LockFile lock = new LockFile(calls, opened, path)) {
                assertThat(lock.tryAcquire()).isTrue();
                List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
                Thread opening = start(failures, () -> LogStore.open(awaited).close());
                Thread closing = start(failures, closed::close);
                for (int i = 0; closing.isAlive() && i < TURNS; i++) {
                    closing.join(1);
                }
                boolean waits = closing.isAlive();
                lock.release();
                opening.join();
                closing.join();
                assertThat(failures).isEmpty();
                assertThat(waits).as("the log is still open").isFalse();
            }
        });
    }

    @FrayTest(
            iterations = 30,
            ignoreTimedBlock = false,
            systemTimeDelegateType = SystemTimeDelegateType.MOCK,
            virtualTimeDelta = TIME_STEP_NANOS,
            resetClassLoaderPerIteration = false)
    public void writersGetRoomFromTheSpiller() throws Exception {
        countAnOrder();
        try (Store store = Partd.memory().with(WriteBuffer.of("8k"))) {
            Action writer = () -> {
                for (int i = 0; i < 4; i++) {
                    store.append("x", new byte[800]);
                }
            };
            runAll(writer, writer);
            assertThat(store.get("x")).hasSize(2 * 4 * 800);
        }
    }
}
