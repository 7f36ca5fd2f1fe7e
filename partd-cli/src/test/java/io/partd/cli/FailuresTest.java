package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;

class FailuresTest {

    @Test
    void saysWhatTheSystemMeant() {
        assertThat(Failures.message(new NoSuchFileException("/x"))).isEqualTo("/x: no such file; check the path");
        assertThat(Failures.message(new AccessDeniedException("/x")))
                .isEqualTo("/x: permission denied; check who may read and write it");
        assertThat(Failures.message(new NotDirectoryException("/x")))
                .isEqualTo("/x: not a folder; a dataset is a folder");
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
}
