package io.partd.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that every piece of Java in the README and in {@code docs/} is in a test of this package, or of its like in
 * another module, line by line, and so compiles and does what it says. A test may put lines that begin with
 * {@code assertThat} between.
 */
final class DocumentedCodeTest {

    /** The repository's root: Maven runs tests in the module's directory. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final List<Path> TESTS = List.of(
            Path.of("src/test/java/io/partd/docs"),
            Path.of("../partd-arrow/src/test/java/io/partd/arrow/docs"),
            Path.of("../partd-codecs/src/test/java/io/partd/codecs/docs"),
            Path.of("../partd-parquet/src/test/java/io/partd/parquet/docs"),
            Path.of("../partd-redis/src/test/java/io/partd/redis/docs"),
            Path.of("../partd-zmq/src/test/java/io/partd/zmq/docs"));
    private static final Pattern JAVA = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private record Sample(String file, String code) {

        @Override
        public String toString() {
            return file + ": " + code.lines().findFirst().orElse("nothing");
        }
    }

    static List<Sample> samples() throws IOException {
        List<Sample> samples = new ArrayList<>();
        List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        pages.add(ROOT.resolve("README.md"));
        for (Path page : pages) {
            Matcher matcher = JAVA.matcher(Files.readString(page));
            while (matcher.find()) {
                samples.add(new Sample(page.getFileName().toString(), matcher.group(1)));
            }
        }
        return samples;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTestedCode(Sample sample) throws IOException {
        List<String> tests = new ArrayList<>();
        for (Path directory : TESTS) {
            for (Path test : files(directory, ".java")) {
                tests.add(compact(Files.readString(test).lines()));
            }
        }
        String code = compact(sample.code.lines());
        assertThat(tests.stream().anyMatch(test -> test.contains(code)))
                .as("there is a test in %s with these lines, from %s:%n%s", TESTS, sample.file, sample.code)
                .isTrue();
    }

    /** Returns the code without its spaces and line ends, which the formatter chooses in tests. */
    private static String compact(Stream<String> lines) {
        return lines.filter(line -> !line.strip().startsWith("assertThat"))
                .map(line -> line.replaceAll("\\s", ""))
                .collect(Collectors.joining());
    }

    private static List<Path> files(Path directory, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }
}
