package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.partd.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailuresTest {

    @Test
    void saysWhatTheSystemMeant() {
        assertThat(Failures.message(new NoSuchFileException("/x"))).isEqualTo("/x: no such file; check the path");
        assertThat(Failures.message(new AccessDeniedException("/x")))
                .isEqualTo("/x: permission denied; check who may read and write it");
        assertThat(Failures.message(new NotDirectoryException("/x")))
                .isEqualTo("/x: not a directory; a dataset is a directory");
        assertThat(Failures.message(new FileAlreadyExistsException("/x"))).isEqualTo("/x: FileAlreadyExistsException");
        assertThat(Failures.message(new FileSystemException("/x", null, "is full")))
                .isEqualTo("/x: is full");
        assertThat(Failures.message(new UncheckedIOException(new IOException("why"))))
                .isEqualTo("why");
    }

    @Test
    void saysWhatToDoAboutMemory() {
        assertThat(Failures.message(new OutOfMemoryError("Java heap space")))
                .isEqualTo("out of memory (Java heap space); give Java more, as in PARTD_JAVA_OPTS=-Xmx4g");
    }

    @Test
    void ownsUpToItsFaults() {
        assertThat(Failures.message(new IllegalStateException("odd")))
                .isEqualTo("unexpected java.lang.IllegalStateException: odd; --debug shows where, which is worth a bug"
                        + " report");
        assertThat(Failures.message(new IOException())).startsWith("unexpected java.io.IOException; ");
    }

    /** An argument that our own code refuses was the caller's; one that the JDK refuses was ours. */
    @Test
    void tellsWrongUseFromItsOwnFaults() {
        assertThat(failed(catchThrowable(() -> ByteSize.of("lots")))).startsWith("2 partd: 'lots' is not a size; ");
        assertThat(failed(catchThrowable(() -> Path.of("a\0b")))).startsWith("2 partd: Nul character not allowed");
        assertThat(failed(catchThrowable(() -> ByteBuffer.allocate(1).limit(5))))
                .startsWith("1 partd: unexpected java.lang.IllegalArgumentException: ");
        assertThat(failed(catchThrowable(() -> Integer.parseInt("x"))))
                .startsWith("1 partd: unexpected java.lang.NumberFormatException: ");
    }

    private static String failed(Throwable e) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(err, true, StandardCharsets.UTF_8);
        Streams streams = new Streams(InputStream.nullInputStream(), OutputStream.nullOutputStream(), printed, null);
        PartdCommand command = new PartdCommand();
        int status = new Failures(streams, command).failed(new CommandLine(command), e);
        return status + " " + err.toString(StandardCharsets.UTF_8);
    }
}
