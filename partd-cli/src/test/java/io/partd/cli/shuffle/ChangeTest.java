package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.shuffle.Joint;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of many files that a kill interrupts at any step. */
class ChangeTest {

    private static final Map<String, String> AFTER = Map.of("a", "old\nnew a\n", "b", "new b\n", "d/c", "new c\n");

    @TempDir
    Path temporary;

    private Path dataset;

    @Test
    void isDoneAtOnce() throws IOException {
        begin().commit(added(), dataset);
        assertThat(files()).isEqualTo(AFTER);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void isCompletedAfterAnyStep(int steps) throws IOException {
        begin().record(added(), dataset);
        Path commit = dataset.resolve(PartitionFiles.COMMIT);
        if (steps >= 1) {
            Files.writeString(dataset.resolve("a"), "new", StandardOpenOption.APPEND);
        }
        if (steps >= 2) {
            Files.writeString(dataset.resolve("a"), " a\n", StandardOpenOption.APPEND);
        }
        if (steps >= 3) {
            Files.delete(dataset.resolve("b"));
            Files.move(commit.resolve("b"), dataset.resolve("b"));
        }
        if (steps >= 4) {
            Files.move(commit.resolve("d/c"), dataset.resolve("d/c"));
        }
        if (steps >= 5) {
            Files.delete(dataset.resolve("gone"));
        }
        if (steps >= 6) {
            Files.delete(commit.resolve(".partd+change"));
        }
        Change.complete(dataset);
        assertThat(files()).isEqualTo(AFTER);
        Change.complete(dataset);
        assertThat(files()).isEqualTo(AFTER);
    }

    @Test
    void keepsWhatOthersHaveAppendedSince() throws IOException {
        begin().record(added(), dataset);
        Files.writeString(dataset.resolve("a"), "new a\nof others\n", StandardOpenOption.APPEND);
        Change.complete(dataset);
        assertThat(dataset.resolve("a")).hasContent("old\nnew a\nof others\n");
    }

    @Test
    void isNothingWithoutAList() throws IOException {
        begin();
        Map<String, String> before = files();
        Files.createDirectory(dataset.resolve(PartitionFiles.COMMIT));
        Change.complete(dataset);
        assertThat(files()).isEqualTo(before);
    }

    private Change begin() throws IOException {
        dataset = Files.createDirectory(temporary.resolve("dataset"));
        Files.createDirectory(dataset.resolve("d"));
        Files.writeString(dataset.resolve("a"), "old\n");
        Files.writeString(dataset.resolve("b"), "old b\n");
        Files.writeString(dataset.resolve("gone"), "old\n");
        Change change = new Change();
        change.append(Path.of("a"), 4, new Joint(4, ""));
        change.move(Path.of("b"));
        change.move(Path.of("d/c"));
        change.delete(List.of(Path.of("b"), Path.of("gone")));
        return change;
    }

    private TemporaryDirectory added() throws IOException {
        TemporaryDirectory added = TemporaryDirectory.create(temporary);
        Files.writeString(added.path().resolve("a"), "k,v\nnew a\n");
        Files.writeString(added.path().resolve("b"), "new b\n");
        Files.createDirectory(added.path().resolve("d"));
        Files.writeString(added.path().resolve("d/c"), "new c\n");
        Files.writeString(added.path().resolve("unwanted"), "");
        return added;
    }

    private Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(dataset)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(dataset.relativize(path).toString(), Files.readString(path));
            }
        }
        return files;
    }
}
