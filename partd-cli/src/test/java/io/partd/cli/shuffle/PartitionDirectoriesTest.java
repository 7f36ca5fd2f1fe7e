package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.shuffle.LineFormat;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that takes two names for one: here a link makes it do so. */
class PartitionDirectoriesTest {

    private static final String REFUSED = "another partition has this directory";

    private static final Partitioning BY_VALUE = new Partitioning(Partitioning.Method.VALUE, 0, List.of("k"));

    @TempDir
    Path directory;

    @Test
    void keepsTextOfTwoPartitionsApart() throws IOException {
        try (Writing writing = text().write(directory)) {
            writing.append(batch("k=A", "first\n"));
            takeForTheSame("k=a", "k=A");
            assertThatThrownBy(() -> writing.append(batch("k=a", "second\n")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("k=a: " + REFUSED);
            writing.append(batch("k=A", "third\n"));
        }
        assertThat(directory.resolve("k=A/data.txt")).hasContent("first\nthird\n");
    }

    @Test
    void keepsTablesOfTwoPartitionsApartInOuterDirectoriesToo() throws IOException {
        FilesLayout layout =
                FilesLayout.of(BY_VALUE, new TableContents(TableFormat.PARQUET), FileNames.IN_DIRECTORIES, ".parquet");
        PartitionDirectories directories = layout.begin(directory);
        layout.partitionFiles(directories, directory).of("k=A/day=1");
        layout.partitionFiles(directories, directory).of("k=A/day=2");
        takeForTheSame("k=a", "k=A");
        assertThatThrownBy(() -> layout.partitionFiles(directories, directory).of("k=a/day=3"))
                .hasMessageContaining("k=a: " + REFUSED);
    }

    @Test
    void keepsWhatIsAddedApartFromWhatIsThere() throws IOException {
        Path present = Files.createDirectory(directory.resolve("present"));
        FilesLayout layout = text();
        try (Writing writing = layout.write(present)) {
            writing.append(batch("k=A", "first\n"));
        }
        try (TemporaryDirectory added = TemporaryDirectory.create(directory)) {
            try (Writing writing = layout.write(added.path())) {
                writing.append(Map.of("k=A", text("more\n"), "k=b", text("other\n"), "k=c", text("last\n")));
            }
            Files.createDirectory(present.resolve("k=c"));
            layout.change(
                    present,
                    added,
                    OutputDirectory.Existing.APPEND,
                    new Layout.Rows(Set.of("k=A", "k=b", "k=c"), null, null));
        }
        assertThat(present.resolve("k=A/data-1.txt")).hasContent("more\n");
        assertThat(present.resolve("k=b/data-1.txt")).hasContent("other\n");
        assertThat(present.resolve("k=c/data-1.txt")).hasContent("last\n");
    }

    @Test
    void takesBackWhatItMade() throws IOException {
        PartitionDirectories directories = new PartitionDirectories(directory, List.of());
        directories.make(Path.of("k=A/day=1"));
        Files.createFile(directories.make(Path.of("k=B")).resolve("data.txt"));
        directories.deleteEmpty();
        assertThat(directory.resolve("k=A")).doesNotExist();
        assertThat(directory.resolve("k=B/data.txt")).exists();
    }

    private static FilesLayout text() {
        return FilesLayout.of(
                BY_VALUE,
                new TextContents(new LineFormat(), true, new FileOptions()),
                FileNames.IN_DIRECTORIES,
                ".txt");
    }

    private void takeForTheSame(String name, String other) throws IOException {
        Files.createSymbolicLink(directory.resolve(name), directory.resolve(other));
    }

    private static Map<String, List<ByteBuffer>> batch(String partition, String text) {
        return Map.of(partition, text(text));
    }

    private static List<ByteBuffer> text(String text) {
        return List.of(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
