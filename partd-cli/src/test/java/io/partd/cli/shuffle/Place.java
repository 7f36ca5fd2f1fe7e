package io.partd.cli.shuffle;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.cli.Cli;
import io.partd.cli.Cli.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A directory to shuffle in: inputs beside the output directory {@code out}. */
final class Place {

    private final Path directory;

    Place(Path directory) {
        this.directory = directory;
    }

    Path out() {
        return directory.resolve("out");
    }

    Path path(String name) {
        return directory.resolve(name);
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** Shuffles into {@code out}. */
    Result shuffle(Object... args) {
        List<Object> all = new ArrayList<>(List.of("shuffle"));
        all.addAll(List.of(args));
        all.addAll(List.of("--to", out()));
        return Cli.run(all.toArray());
    }

    /** Shuffles into {@code out} and checks that it worked; returns what it printed. */
    String shuffled(Object... args) {
        Result result = shuffle(args);
        assertThat(result.err()).isEmpty();
        assertThat(result.status()).isZero();
        return result.out();
    }

    /** Shuffles into {@code out} and checks that it failed, saying so, and that no file came or went. */
    void fails(int status, String message, Object... args) throws IOException {
        Map<String, String> before = files();
        Result result = shuffle(args);
        assertThat(result.err()).startsWith("partd: " + message).hasLineCount(status == 1 ? 1 : 2);
        assertThat(result.status()).isEqualTo(status);
        assertThat(result.out()).isEmpty();
        assertThat(files()).isEqualTo(before);
    }

    /** Returns the files of {@code out} by name, one character a byte, but for the lock file. */
    Map<String, String> parts() throws IOException {
        return texts(out(), ".lock", ".partd-hive", ".partd+shuffle");
    }

    /** Returns all files and directories by name, with the files' bytes. */
    Map<String, String> files() throws IOException {
        return texts(directory);
    }

    private static Map<String, String> texts(Path root, String... without) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.toList()) {
                if (!path.equals(root)
                        && !List.of(without).contains(path.getFileName().toString())) {
                    String text = Files.isRegularFile(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
                    if (Files.isRegularFile(path) || without.length == 0) {
                        texts.put(root.relativize(path).toString(), text);
                    }
                }
            }
        }
        return texts;
    }
}
