package io.partd.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathDirectoryStreamTest {

    @TempDir
    private Path directory;

    @Test
    void deletesLinksAndNotTheirTargets() throws IOException {
        Path kept = Files.writeString(
                Files.createDirectory(directory.resolve("kept")).resolve("file"), "mine");
        Path tree = directory.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/x"), "1");
        Files.createSymbolicLink(tree.resolve("link"), kept.getParent());
        try (DirectoryStream<Path> opened = Files.newDirectoryStream(tree);
                PathDirectoryStream entries = new PathDirectoryStream(tree, opened)) {
            assertThatThrownBy(() -> DirectoryTree.list(entries, Path.of("link")))
                    .isInstanceOf(NotDirectoryException.class);
            DirectoryTree.clear(entries);
        }
        assertThat(tree).isEmptyDirectory();
        assertThat(kept).hasContent("mine");
    }
}
