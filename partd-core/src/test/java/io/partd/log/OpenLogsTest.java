package io.partd.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Store;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class OpenLogsTest {

    @TempDir
    private Path folder;

    @Test
    void refusesAFolderWithFilesThatHaveAlmostTheNameOfASegment() throws IOException {
        Path notes = Files.writeString(folder.resolve("segment-notes.txt"), "mine");
        assertThatThrownBy(() -> LogStore.open(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(folder.toRealPath() + ": is no log: it holds files, segment-notes.txt for one, but no"
                        + " partd-log; give an empty or missing folder");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void removesWhatACrashLeftAndNothingElse() throws IOException {
        LogStore.open(folder).close();
        Path notes = Files.writeString(folder.resolve("segment-notes.txt"), "mine");
        Path crashed = Files.writeString(folder.resolve("segment-0000000009"), "begun");
        try (Store store = LogStore.open(folder)) {
            assertThat(store.keys()).isEmpty();
        }
        assertThat(notes).hasContent("mine");
        assertThat(crashed).doesNotExist();
    }
}
