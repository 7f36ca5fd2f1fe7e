package io.partd.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both implementations of the system calls, which must return the same. */
class SystemCallsTest {

    @TempDir
    private Path directory;

    private final FileStatus status = new FileStatus();

    static List<SystemCalls> both() throws IOException {
        return List.of(LinuxCalls.instance(), PortableCalls.instance());
    }

    private byte[] name(String file) {
        return CString.of(directory.resolve(file));
    }

    private static ByteBuffer bytes(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @ParameterizedTest
    @CsvSource({"Windows 11,amd64", "Mac OS X,aarch64", "Linux,mips64"})
    void theNativeCallsRefuseSystemsThatTheyDoNotKnow(String system, String processor) {
        assertThatThrownBy(() -> LinuxCalls.flags(system, processor))
                .isInstanceOf(IOException.class)
                .hasMessage("-Dpartd.calls=native needs Linux on amd64, aarch64, riscv64, ppc64le, s390x or"
                        + " loongarch64, and this is " + system + " on " + processor);
    }

    @ParameterizedTest
    @MethodSource("both")
    void failuresHaveTheKernelsNumbers(SystemCalls calls) throws IOException {
        byte[] missing = name("missing");
        byte[] here = CString.of(directory);
        byte[] file = CString.of(Files.createFile(directory.resolve("file")));
        byte[] link = CString.of(Files.createSymbolicLink(directory.resolve("link"), directory.resolve("file")));
        assertThat(calls.openToRead(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.openToAppend(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.openToUpdate(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.openDirectory(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.openDirectory(SystemCalls.ANYWHERE, file)).isEqualTo(-Errno.ENOTDIR);
        // Newer JDKs do not tell the two apart.
        assertThat(calls.openToRead(SystemCalls.ANYWHERE, name("file/x"))).isIn(-Errno.ENOTDIR, -Errno.ENOENT);
        assertThat(calls.status(SystemCalls.ANYWHERE, missing, status)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.remove(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.remove(SystemCalls.ANYWHERE, here)).isEqualTo(-Errno.EISDIR);
        assertThat(calls.close(-1)).isEqualTo(-Errno.EBADF);
        assertThat(calls.openToAppend(SystemCalls.ANYWHERE, here)).isEqualTo(-Errno.EISDIR);
        assertThat(calls.openToAppend(SystemCalls.ANYWHERE, link)).isEqualTo(-Errno.ELOOP);
        assertThat(calls.openToRead(SystemCalls.ANYWHERE, link)).isEqualTo(-Errno.ELOOP);
        assertThat(calls.create(SystemCalls.ANYWHERE, file, 0666)).isEqualTo(-Errno.EEXIST);
        assertThat(calls.create(SystemCalls.ANYWHERE, link, 0666)).isEqualTo(-Errno.EEXIST);
        assertThat(calls.create(SystemCalls.ANYWHERE, name("x".repeat(256)), 0666))
                .isEqualTo(-Errno.ENAMETOOLONG);
        assertThat(calls.removeDirectory(SystemCalls.ANYWHERE, file)).isEqualTo(-Errno.ENOTDIR);
        assertThat(calls.makeDirectory(SystemCalls.ANYWHERE, here, 0777)).isEqualTo(-Errno.EEXIST);
        assertThat(calls.removeDirectory(SystemCalls.ANYWHERE, here)).isEqualTo(-Errno.ENOTEMPTY);
    }

    @ParameterizedTest
    @MethodSource("both")
    void seesWhatAFileIs(SystemCalls calls) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[12_345]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(file), status)).isZero();
        assertThat(status.isRegular()).isTrue();
        assertThat(status.size()).isEqualTo(12_345);
        Object owner = status.owner();
        Object identity = status.identity();

        int opened = calls.openToRead(SystemCalls.ANYWHERE, CString.of(file));
        Files.move(file, directory.resolve("moved"));
        assertThat(calls.status(opened, status)).isZero();
        assertThat(status.size()).isEqualTo(12_345);
        assertThat(status.identity()).isEqualTo(identity);
        calls.close(opened);

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(link), status)).isZero();
        assertThat(status.isLink()).isTrue();
        assertThat(status.isRegular()).isFalse();
        assertThat(status.owner()).isEqualTo(owner);
        assertThat(status.identity()).isNotEqualTo(identity);

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(directory), status))
                .isZero();
        assertThat(status.isDirectory()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("both")
    void writesAndReadsRelativeToADirectory(SystemCalls calls) throws IOException {
        int place = calls.openDirectory(SystemCalls.ANYWHERE, CString.of(directory));
        int log = calls.create(place, CString.of("log"), 0600);
        ByteBuffer[] sources = {bytes("skipped"), bytes("one, "), bytes(""), bytes("two")};
        assertThat(calls.write(log, sources, 1, 3)).isEqualTo(8);
        assertThat(sources[0].remaining()).isEqualTo(7);
        assertThat(sources[3].remaining()).isZero();
        assertThat(calls.close(log)).isZero();
        assertThat(Files.getPosixFilePermissions(directory.resolve("log"))).hasSize(2);
        log = calls.openToAppend(place, CString.of("log"));
        assertThat(calls.write(log, new ByteBuffer[] {bytes("!")}, 0, 1)).isEqualTo(1);
        assertThat(calls.truncate(log, 8)).isZero();
        assertThat(calls.sync(log)).isZero();
        assertThat(calls.write(log, new ByteBuffer[] {bytes("?")}, 0, 1)).isEqualTo(1);
        calls.close(log);
        assertThat(directory.resolve("log")).hasContent("one, two?");

        log = calls.openToUpdate(place, CString.of("log"));
        assertThat(calls.writeAt(log, bytes("TWO"), 5)).isEqualTo(3);
        ByteBuffer mapped = calls.map(log, 0, 1 << 30, directory);
        mapped.put(0, (byte) 'O');
        ByteBuffer target = ByteBuffer.allocateDirect(20).position(2);
        assertThat(calls.read(log, target, 0)).isEqualTo(9);
        assertThat(target.position()).isEqualTo(11);
        assertThat(UTF_8.decode(target.flip().position(2)).toString()).isEqualTo("One, TWO?");
        assertThat(calls.read(log, target.clear(), 9)).isZero();
        calls.unmap(mapped);
        calls.close(log);
        int read = calls.openToRead(place, CString.of("log"));
        ByteBuffer readOnly = calls.mapToRead(read, 0, 1 << 30, directory);
        assertThat(readOnly.isReadOnly()).isTrue();
        assertThat(readOnly.get(4)).isEqualTo((byte) ' ');
        assertThat(Files.size(directory.resolve("log"))).isEqualTo(9);
        calls.unmap(readOnly);
        if (calls instanceof LinuxCalls || Runtime.version().feature() >= 22) {
            try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
                assertThat(maps.filter(line -> line.contains(directory.toString())))
                        .isEmpty();
            }
        }
        calls.close(read);

        assertThat(calls.rename(place, CString.of("log"), CString.of("other"))).isZero();
        assertThat(calls.sync(place)).isZero();
        assertThat(calls.remove(place, CString.of("other"))).isZero();
        calls.close(place);
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("both")
    void locksExcludeAndShare(SystemCalls calls) throws IOException {
        byte[] name = CString.of(Files.createFile(directory.resolve("lock")));
        int one = calls.openToUpdate(SystemCalls.ANYWHERE, name);
        int other = calls.openToUpdate(SystemCalls.ANYWHERE, name);
        int reader = calls.openToRead(SystemCalls.ANYWHERE, name);
        for (int file : List.of(one, other, reader)) {
            assertThat(calls.mark(file)).isZero();
        }
        assertThat(calls.tryLock(one)).isZero();
        assertThat(calls.tryLock(one)).isZero();
        for (int file : List.of(other, reader)) {
            assertThat(calls.tryLock(file)).isEqualTo(-Errno.EWOULDBLOCK);
        }
        assertThat(calls.tryShare(other)).isEqualTo(-Errno.EWOULDBLOCK);
        assertThat(calls.tryShare(one)).isZero();
        assertThat(calls.tryShare(other)).isZero();
        assertThat(calls.tryLock(one)).isEqualTo(-Errno.EWOULDBLOCK);
        assertThat(calls.tryLock(reader)).isEqualTo(-Errno.EWOULDBLOCK);
        assertThat(calls.unlock(one)).isZero();
        assertThat(calls.close(other)).isZero();
        assertThat(calls.tryLock(reader)).isZero();
        assertThat(calls.tryLock(one)).isEqualTo(-Errno.EWOULDBLOCK);
        assertThat(calls.close(reader)).isZero();
        assertThat(calls.tryLock(one)).isZero();
        assertThat(calls.close(one)).isZero();
    }

    /** An interrupt closes a channel, and with it the locks of the process. */
    @ParameterizedTest
    @MethodSource("both")
    void anInterruptClosesNothing(SystemCalls calls) throws Exception {
        int file = calls.createToUpdate(SystemCalls.ANYWHERE, name("file"), 0666);
        Parallel.Running writing = Parallel.start(() -> {
            for (int i = 0; i < 500; i++) {
                Thread.currentThread().interrupt();
                assertThat(calls.writeAt(file, bytes("x"), i)).isEqualTo(1);
                assertThat(calls.status(file, new FileStatus())).isZero();
                assertThat(calls.map(file, 0, 1, directory).get(0)).isEqualTo((byte) 'x');
                assertThat(Thread.interrupted()).isTrue();
            }
        });
        while (writing.isAlive()) {
            writing.interrupt();
        }
        writing.join();
        assertThat(calls.tryLock(file)).isZero();
        assertThat(calls.close(file)).isZero();
        assertThat(directory.resolve("file")).hasContent("x".repeat(500));
    }

    @Test
    void namesAreBytesAsTheyAreOnDisk() {
        assertThat(CString.of("a b")).isEqualTo("a b\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(CString.of(Path.of("/"))).isEqualTo("/\0".getBytes(StandardCharsets.US_ASCII));
        Path path = directory.toAbsolutePath().resolve("ü %20?#");
        byte[] name = CString.of(path);
        assertThat(name).isEqualTo((path + "\0").getBytes(UTF_8));
        assertThat((Object) CString.path(name)).isEqualTo(path);
        assertThat((Object) CString.path(CString.of("a b"))).isEqualTo(Path.of("a b"));
    }
}
