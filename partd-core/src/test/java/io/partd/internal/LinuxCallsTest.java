package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinuxCallsTest {

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"Windows 11,amd64", "Mac OS X,aarch64", "Linux,mips64"})
    void refusesSystemsThatItDoesNotKnow(String system, String processor) {
        assertThatThrownBy(() -> LinuxCalls.flags(system, processor))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "directories shared through flock(2) need Linux on amd64, aarch64, riscv64, ppc64le, s390x or"
                                + " loongarch64, and this is " + system + " on " + processor);
    }

    @Test
    void returnsWhatTheKernelDoes() throws IOException {
        SystemCalls calls = SystemCalls.system();
        FileStatus status = new FileStatus();
        byte[] missing = CString.of(directory.resolve("missing"));
        assertThat(calls.openToRead(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.status(SystemCalls.ANYWHERE, missing, status)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.remove(SystemCalls.ANYWHERE, missing)).isEqualTo(-Errno.ENOENT);
        assertThat(calls.close(-1)).isEqualTo(-9);
        assertThat(calls.openToAppend(SystemCalls.ANYWHERE, CString.of(directory)))
                .isEqualTo(-Errno.EISDIR);
        assertThat(calls.removeDirectory(SystemCalls.ANYWHERE, CString.of(Files.createFile(directory.resolve("file")))))
                .isEqualTo(-Errno.ENOTDIR);
        assertThat(calls.makeDirectory(SystemCalls.ANYWHERE, CString.of(directory), 0777))
                .isEqualTo(-Errno.EEXIST);
        assertThat(calls.removeDirectory(SystemCalls.ANYWHERE, CString.of(directory)))
                .isEqualTo(-Errno.ENOTEMPTY);
    }

    @Test
    void seesWhatAFileIs() throws IOException {
        SystemCalls calls = SystemCalls.system();
        FileStatus status = new FileStatus();
        Path file = Files.write(directory.resolve("file"), new byte[12_345]);
        Path link = Files.createSymbolicLink(directory.resolve("link"), file);

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(file), status)).isZero();
        assertThat(status.isRegular()).isTrue();
        assertThat(status.size()).isEqualTo(12_345);
        assertThat(status.owner())
                .isEqualTo(Files.getAttribute(file, "unix:uid"))
                .isEqualTo(calls.user());
        assertThat(status.identity().inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
        FileStatus.Identity identity = status.identity();

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(link), status)).isZero();
        assertThat(status.isLink()).isTrue();
        assertThat(status.isRegular()).isFalse();
        assertThat(status.identity()).isNotEqualTo(identity);

        assertThat(calls.status(SystemCalls.ANYWHERE, CString.of(directory), status))
                .isZero();
        assertThat(status.isDirectory()).isTrue();
    }

    @Test
    void namesAreBytesAsTheyAreOnDisk() {
        assertThat(CString.of("a b")).isEqualTo("a b\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(CString.of(Path.of("/"))).isEqualTo("/\0".getBytes(StandardCharsets.US_ASCII));
        assertThat(CString.of(directory.resolve("ü %20?#")))
                .isEqualTo((directory.toAbsolutePath() + "/ü %20?#\0").getBytes(StandardCharsets.UTF_8));
    }
}
