package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the examples of {@code docs/command-line.md}, all in one directory. */
class CommandLinePageTest {

    private static final Path PAGE = Path.of("..", "docs", "command-line.md");
    private static final Pattern EXAMPLE =
            Pattern.compile("^```console\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    @Timeout(300)
    void showsWhatReallyHappens() throws Exception {
        List<String> shown = new ArrayList<>();
        StringBuilder script = new StringBuilder("partd() { " + JavaProcess.shellCommand() + " \"$@\"; }\nexec 2>&1\n");
        Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
        while (example.find()) {
            for (String line : example.group(1).lines().toList()) {
                shown.add(line);
                if (line.startsWith("$ ")) {
                    script.append("printf '%s\\n' '")
                            .append(line.replace("'", "'\\''"))
                            .append("'\n");
                    script.append(line.substring(2)).append('\n');
                }
            }
        }
        assertThat(shown).isNotEmpty();
        assertThat(run(script.toString())).isEqualTo(shown);
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

    private List<String> run(String script) throws IOException, InterruptedException {
        Path home = directory.toRealPath();
        Files.copy(Path.of("..", "examples", "birdstrikes.parquet"), home.resolve("birdstrikes.parquet"));
        Path output = Files.createTempFile(home.getParent(), "output", ".txt");
        try {
            ProcessBuilder shell = new ProcessBuilder("sh", "-c", script);
            shell.environment().remove("JAVA_TOOL_OPTIONS");
            shell.environment().remove("PARTD_DEBUG");
            shell.directory(home.toFile()).redirectOutput(output.toFile()).redirectErrorStream(true);
            shell.start().waitFor();
            return Files.readString(output)
                    .replace(home.toString(), "/home/ada")
                    .lines()
                    .toList();
        } finally {
            Files.delete(output);
        }
    }
}
