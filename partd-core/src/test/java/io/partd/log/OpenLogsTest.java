package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Parallel;
import io.partd.Section;
import io.partd.Store;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.LockFile;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@SuppressWarnings("try") // a section is ended, not used
final class OpenLogsTest {

    @TempDir
    private Path directory;

    @Test
    void refusesADirectoryWithFilesThatHaveAlmostTheNameOfASegment() throws IOException {
        Path notes = Files.writeString(directory.resolve("segment-notes.txt"), "mine");
        assertThatThrownBy(() -> LogStore.open(directory))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(directory.toRealPath() + ": is not a log: it holds files, segment-notes.txt for one, but no"
                        + " partd-log; give an empty or missing directory");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void removesWhatACrashLeftAndNothingElse() throws IOException {
        LogStore.open(directory).close();
        Path notes = Files.writeString(directory.resolve("segment-notes.txt"), "mine");
        Path crashed = Files.writeString(directory.resolve("segment-0000000009"), "begun");
        try (Store store = LogStore.open(directory)) {
            assertThat(store.keys()).isEmpty();
        }
        assertThat(notes).hasContent("mine");
        assertThat(crashed).doesNotExist();
    }

    /** The lock of a log, as another process holds it. */
    private static LockFile lockedElsewhere(Path dataset) throws IOException {
        LogStore.open(dataset).close();
        Path path = dataset.resolve("partd-log.lock");
        SystemCalls calls = SystemCalls.system();
        LockFile lock = new LockFile(
                calls, Errno.require(calls.openToUpdate(SystemCalls.ANYWHERE, CString.of(path)), path), path);
        assertThat(lock.tryAcquire()).isTrue();
        return lock;
    }

    @Test
    void aLogThatHasToBeWaitedForKeepsNobodyFromOthers() throws Exception {
        Path awaited = directory.resolve("awaited");
        Path other = directory.resolve("other");
        LogStore early = LogStore.open(other);
        try (LockFile lock = lockedElsewhere(awaited)) {
            Parallel.Running opening =
                    Parallel.start(() -> LogStore.open(awaited).close());
            opening.awaitWaiting();
            Parallel.run(() -> {
                early.append("x", new byte[1]);
                early.close();
                try (LogStore store = LogStore.open(other)) {
                    store.append("x", new byte[1]);
                    store.lock().close();
                    store.compact();
                    assertThat(store.size("x")).isEqualTo(2);
                }
                assertThat(LogCheck.of(other).check().isWhole()).isTrue();
            });
            assertThat(opening.isAlive()).isTrue();
            lock.release();
            opening.join();
        }
    }

    @Test
    void whoWantsALogThatIsBeingOpenedSharesItThen() throws Exception {
        Path awaited = directory.resolve("awaited");
        try (LockFile lock = lockedElsewhere(awaited)) {
            List<Parallel.Running> opening = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                opening.add(Parallel.start(() -> {
                    try (LogStore store = LogStore.open(awaited)) {
                        store.append("x", new byte[1]);
                    }
                }));
            }
            for (Parallel.Running one : opening) {
                one.awaitWaiting();
            }
            lock.release();
            opening.forEach(Parallel.Running::join);
        }
        try (LogStore store = LogStore.open(awaited)) {
            assertThat(store.size("x")).isEqualTo(4);
        }
    }

    @Test
    void anInterruptEndsTheWaitOfOneWhoOpensAndNoOther() throws Exception {
        Path awaited = directory.resolve("awaited");
        try (LockFile lock = lockedElsewhere(awaited)) {
            List<Parallel.Running> opening = new ArrayList<>();
            AtomicInteger interrupted = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                opening.add(Parallel.start(() -> {
                    try {
                        LogStore.open(awaited).close();
                    } catch (InterruptedIOException e) {
                        interrupted.incrementAndGet();
                    }
                }));
                opening.get(i).awaitWaiting();
            }
            for (int i = 0; i < 2; i++) {
                opening.get(i).interrupt();
                opening.get(i).join();
            }
            assertThat(interrupted).hasValue(2);
            assertThat(opening.get(2).isAlive()).isTrue();
            lock.release();
            opening.get(2).join();
            assertThat(interrupted).hasValue(2);
        }
    }

    @Test
    void everyoneLearnsWhyALogCannotBeOpened() throws IOException {
        Files.writeString(directory.resolve("notes.txt"), "mine");
        AtomicInteger refused = new AtomicInteger();
        Parallel.run(8, thread -> {
            assertThatThrownBy(() -> LogStore.open(directory))
                    .hasMessageContaining("is not a log: it holds files, notes.txt");
            refused.incrementAndGet();
        });
        assertThat(refused).hasValue(8);
    }

    @Test
    void logsOpenAndCloseSideBySide() throws IOException {
        int threads = 6;
        int rounds = 150;
        Parallel.run(threads, thread -> {
            for (int i = 0; i < rounds; i++) {
                try (LogStore store = LogStore.open(directory.resolve("log" + (thread + i) % 3))) {
                    store.append("x", new byte[1]);
                }
            }
        });
        long sum = 0;
        for (int i = 0; i < 3; i++) {
            try (LogStore store = LogStore.open(directory.resolve("log" + i))) {
                sum += store.size("x");
            }
        }
        assertThat(sum).isEqualTo((long) threads * rounds);
    }

    /** Appends to one log in a section of another one. */
    static final class Crossing {

        private Crossing() {}

        public static void main(String[] arguments) throws IOException {
            try (LogStore one = LogStore.open(Path.of(arguments[0]));
                    LogStore other = LogStore.open(Path.of(arguments[1]));
                    Section section = other.lock()) {
                System.out.println("locked");
                System.in.read();
                one.append("x", new byte[1]);
                section.close();
                System.out.println("appended");
            }
        }
    }

    /** Two processes and two logs, in opposite orders; one of the two only closes what the other waits for. */
    @Test
    void closingALogWaitsForNoProcessThatHoldsAnother() throws Exception {
        Path one = directory.resolve("one");
        Path other = directory.resolve("other");
        LogStore store = LogStore.open(one);
        try (ChildProcess child = ChildProcess.jvm(Crossing.class, one.toString(), other.toString())) {
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch leave = new CountDownLatch(1);
            assertThat(child.readLine()).isEqualTo("locked");
            Parallel.Running closing = Parallel.start(() -> {
                try (Section section = store.lock()) {
                    entered.countDown();
                    leave.await();
                    store.close();
                }
            });
            entered.await();
            child.writeLine("");
            LogProcessesTest.awaitWanted(one);
            Parallel.Running opening = Parallel.start(() -> LogStore.open(other).close());
            opening.awaitWaiting();
            leave.countDown();
            closing.join();
            assertThat(child.readLine()).isEqualTo("appended");
            opening.join();
            child.join();
        }
    }
}
