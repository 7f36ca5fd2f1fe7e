package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Parallel;
import io.partd.UnstartableThread;
import io.partd.internal.BackgroundThread;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.SystemCalls;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lock between processes, of which each object here stands for one: the system keeps them apart likewise. */
final class LockedProcessesTest {

    @TempDir
    private Path directory;

    private SystemCalls calls;
    private int descriptor;

    @BeforeEach
    void open() throws IOException {
        calls = SystemCalls.system();
        descriptor = Errno.require(calls.openDirectory(SystemCalls.ANYWHERE, CString.of(directory)), directory);
    }

    @AfterEach
    void close() {
        calls.close(descriptor);
    }

    private LockedProcesses process(ReentrantLock writers, BackgroundThread watcher) throws IOException {
        return new LockedProcesses(
                calls, descriptor, directory.resolve("log.lock"), directory.resolve("log.users"), writers, watcher);
    }

    private static void use(LockedProcesses process, ReentrantLock writers) throws IOException {
        writers.lock();
        try {
            process.acquire();
            process.release();
        } finally {
            writers.unlock();
        }
    }

    @Test
    void aLockThatIsNotUsedGoesToWhoeverWantsIt() throws IOException {
        ReentrantLock mine = new ReentrantLock();
        ReentrantLock theirs = new ReentrantLock();
        try (LockedProcesses one = process(mine, new BackgroundThread("one"));
                LockedProcesses other = process(theirs, new BackgroundThread("other"))) {
            for (int i = 0; i < 20; i++) {
                use(one, mine);
                Parallel.run(() -> use(other, theirs));
            }
        }
    }

    @Test
    void theOthersGetTheLockThoughNoThreadCanBeStarted() throws IOException {
        ReentrantLock mine = new ReentrantLock();
        ReentrantLock theirs = new ReentrantLock();
        try (LockedProcesses one = process(mine, new BackgroundThread(UnstartableThread::new, 1));
                LockedProcesses other = process(theirs, new BackgroundThread("other"))) {
            use(one, mine);
            assertThat(one.isHeld()).isFalse();
            Parallel.run(() -> use(other, theirs));
            Parallel.run(() -> use(one, mine));
        }
    }
}
