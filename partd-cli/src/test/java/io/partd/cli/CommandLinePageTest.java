package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/command-line.md}, all in one directory. */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "command-line.md");

    @Test
    @Timeout(300)
    void showsWhatReallyHappens(@TempDir Path directory) throws Exception {
        Files.copy(Path.of("..", "examples", "birdstrikes.parquet"), directory.resolve("birdstrikes.parquet"));
        new PageExamples(PAGE).check(directory);
    }

    @Test
    void namesEveryCommand() throws IOException {
        List<String> headings;
        try (Stream<String> lines = Files.lines(PAGE)) {
            headings = lines.filter(line -> line.startsWith("## "))
                    .map(line -> line.substring(3))
                    .toList();
        }
        assertThat(headings.subList(1, headings.size())).containsExactlyElementsOf(Subcommands.names());
    }
}
