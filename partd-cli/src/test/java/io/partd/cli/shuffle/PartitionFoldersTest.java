package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.shuffle.LineFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that takes two names for one: here a link makes it do so. */
class PartitionFoldersTest {

    private static final String REFUSED = "another partition has this folder";

    @TempDir
    Path folder;

    @Test
    void keepsTextOfTwoPartitionsApart() throws IOException {
        try (Writing writing = new HiveLayout(new LineFormat(), ".txt").write(folder)) {
            writing.append(batch("k=A", "first\n"));
            takeForTheSame("k=a", "k=A");
            assertThatThrownBy(() -> writing.append(batch("k=a", "second\n")))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining("k=a: " + REFUSED);
            writing.append(batch("k=A", "third\n"));
        }
        assertThat(folder.resolve("k=A/data.txt")).hasContent("first\nthird\n");
    }

    @Test
    void keepsTablesOfTwoPartitionsApartInOuterFoldersToo() throws IOException {
        TableLayout layout = TableLayout.hive(TableFormat.PARQUET);
        PartitionFolders folders = layout.begin(folder);
        layout.file(folders, folder, "k=A/day=1");
        layout.file(folders, folder, "k=A/day=2");
        takeForTheSame("k=a", "k=A");
        assertThatThrownBy(() -> layout.file(folders, folder, "k=a/day=3")).hasMessageContaining("k=a: " + REFUSED);
    }

    @Test
    void keepsWhatIsAddedApartFromWhatIsThere() throws IOException {
        Path added = Files.createDirectory(folder.resolve("added"));
        Path present = Files.createDirectory(folder.resolve("present"));
        HiveLayout layout = new HiveLayout(new LineFormat(), ".txt");
        try (Writing writing = layout.write(present)) {
            writing.append(batch("k=A", "first\n"));
        }
        try (Writing writing = layout.write(added)) {
            writing.append(Map.of("k=A", text("more\n"), "k=b", text("other\n"), "k=c", text("last\n")));
        }
        Files.createDirectory(present.resolve("k=c"));
        layout.append(added, present);
        assertThat(present.resolve("k=A/data-1.txt")).hasContent("more\n");
        assertThat(present.resolve("k=b/data-1.txt")).hasContent("other\n");
        assertThat(present.resolve("k=c/data-1.txt")).hasContent("last\n");
    }

    @Test
    void takesBackWhatItMade() throws IOException {
        PartitionFolders folders = new PartitionFolders(folder, List.of());
        folders.make(Path.of("k=A/day=1"));
        Files.createFile(folders.make(Path.of("k=B")).resolve("data.txt"));
        folders.deleteEmpty();
        assertThat(folder.resolve("k=A")).doesNotExist();
        assertThat(folder.resolve("k=B/data.txt")).exists();
    }

    private void takeForTheSame(String name, String other) throws IOException {
        Files.createSymbolicLink(folder.resolve(name), folder.resolve(other));
    }

    private static Map<String, List<ByteBuffer>> batch(String partition, String text) {
        return Map.of(partition, text(text));
    }

    private static List<ByteBuffer> text(String text) {
        return List.of(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
