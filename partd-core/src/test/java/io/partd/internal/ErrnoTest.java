package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrnoTest {

    private static final int LAST = 133;

    /** Numbers that Linux does not use. */
    private static final Set<Integer> UNUSED = Set.of(41, 58);

    @TempDir
    private Path directory;

    @Test
    void hasWordsForEveryError() {
        for (int errno = 1; errno <= LAST; errno++) {
            if (!UNUSED.contains(errno)) {
                assertThat(Errno.reason(errno))
                        .doesNotMatch("(?i)error [0-9]+.*")
                        .doesNotContain("nknown");
            }
        }
        assertThat(Errno.reason(524)).isEqualTo("not supported by the file system");
        assertThat(Errno.exception(-38, directory)).hasMessageContaining("unction not implemented");
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 22, 37, 38, 95, 524})
    void saysThatAFileSystemHasNoLocks(int errno) throws Exception {
        try (LockFile lock = lockThatFails(errno)) {
            String message = directory.resolve("lock") + ": this file system does not lock files with flock(2) ("
                    + Errno.reason(errno) + "); use a directory on one that does, such as a local disk";
            assertThatThrownBy(lock::tryAcquire).hasMessage(message);
            assertThatThrownBy(lock::tryShare).hasMessage(message);
            assertThatThrownBy(lock::acquire).hasMessage(message);
        }
    }

    @Test
    void doesNotTakeAFailureOfTheDiskForThat() throws Exception {
        try (LockFile lock = lockThatFails(Errno.EIO)) {
            assertThatThrownBy(lock::tryAcquire).hasMessage(directory.resolve("lock") + ": input/output error");
        }
    }

    private LockFile lockThatFails(int errno) throws Exception {
        SystemCalls real = SystemCalls.system();
        SystemCalls calls = (SystemCalls) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SystemCalls.class},
                (proxy, method, arguments) ->
                        method.getName().startsWith("try") ? -errno : method.invoke(real, arguments));
        Path file = Files.createFile(directory.resolve("lock"));
        return new LockFile(calls, calls.openToAppend(SystemCalls.ANYWHERE, CString.of(file)), file);
    }
}
