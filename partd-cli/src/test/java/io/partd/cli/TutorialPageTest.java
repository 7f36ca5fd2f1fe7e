package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of {@code docs/tutorial.md}, and the Python that reads what they made. */
class TutorialPageTest {

    private static final Path PAGE = Path.of("..", "docs", "tutorial.md");
    private static final Pattern PYTHON =
            Pattern.compile("^```python\n(.*?)^```\n\n```\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path directory;

    @BeforeEach
    void copyFlights() throws IOException {
        Path flights = Files.createDirectory(directory.resolve("flights"));
        try (Stream<Path> files = Files.list(Path.of("..", "examples", "flights"))) {
            for (Path file : files.toList()) {
                Files.copy(file, flights.resolve(file.getFileName().toString()));
            }
        }
    }

    @Test
    @Timeout(300)
    void showsWhatReallyHappens() throws Exception {
        new PageExamples(PAGE).check(directory);
    }

    @Test
    @Tag("interop")
    void othersReadTheMonths() throws Exception {
        Cli.Result made = Cli.run(
                "shuffle",
                directory.resolve("flights"),
                "--by",
                "month(date)",
                "--distinct",
                "--to",
                directory.resolve("months"));
        assertThat(made.err()).isEmpty();
        Matcher python = PYTHON.matcher(Files.readString(PAGE));
        List<String> shown = new ArrayList<>();
        StringBuilder script = new StringBuilder("import os\nos.chdir('" + directory + "')\n");
        while (python.find()) {
            script.append(python.group(1));
            shown.addAll(python.group(2).lines().toList());
        }
        assertThat(shown).isNotEmpty();
        Path file = Files.writeString(directory.resolve("tutorial.py"), script);
        try (ChildProcess process =
                PythonCommand.with("duckdb", "pandas", "pyarrow").start(file)) {
            assertThat(process.join()).isEqualTo(shown);
        }
    }
}
