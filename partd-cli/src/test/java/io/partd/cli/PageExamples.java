package io.partd.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The examples of a page of the documentation: lines with commands, which begin with a dollar, and what these print.
 */
final class PageExamples {

    private static final Pattern EXAMPLE =
            Pattern.compile("^```console\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    /** Times, and the exact size of Parquet files, which name the version that wrote them. */
    private static final Pattern VARYING =
            Pattern.compile("(?<=, in )[0-9.]+ s \\([^)]*/s\\)|(?<=\"seconds\": )[0-9.]+|(?<=\"bytes\": )[0-9]+");

    private final List<String> shown = new ArrayList<>();
    private final StringBuilder script =
            new StringBuilder("partd() { " + JavaProcess.shellCommand() + " \"$@\"; }\nexec 2>&1\n");

    PageExamples(Path page) throws IOException {
        Matcher example = EXAMPLE.matcher(Files.readString(page));
        while (example.find()) {
            example.group(1).lines().forEach(this::add);
        }
    }

    private void add(String line) {
        shown.add(withoutVarying(line));
        if (line.startsWith("$ ")) {
            script.append("printf '%s\\n' '").append(line.replace("'", "'\\''")).append("'\n");
            script.append(line.substring(2)).append('\n');
        }
    }

    private static String withoutVarying(String line) {
        return VARYING.matcher(line).replaceAll("…");
    }

    /** Runs all of them in a directory, which the page calls /home/ada, and checks that they print what it shows. */
    void check(Path directory) throws IOException, InterruptedException {
        assertThat(shown).isNotEmpty();
        assertThat(run(directory.toRealPath())).isEqualTo(shown);
    }

    private List<String> run(Path home) throws IOException, InterruptedException {
        Path output = Files.createTempFile(home.getParent(), "output", ".txt");
        try {
            ProcessBuilder shell = new ProcessBuilder("sh", "-c", script.toString());
            shell.environment().remove("JAVA_TOOL_OPTIONS");
            shell.environment().remove("PARTD_DEBUG");
            shell.directory(home.toFile()).redirectOutput(output.toFile()).redirectErrorStream(true);
            shell.start().waitFor();
            return Files.readString(output)
                    .replace(home.toString(), "/home/ada")
                    .lines()
                    .map(PageExamples::withoutVarying)
                    .toList();
        } finally {
            Files.delete(output);
        }
    }
}
