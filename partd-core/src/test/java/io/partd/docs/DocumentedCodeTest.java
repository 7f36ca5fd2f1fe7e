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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks that every Java example in the README, in {@code docs/} and in core's Javadoc is in a test of this package, or
 * of the like package of another module, line by line, and so compiles and does what it says. Lines that begin with
 * {@code assertThat} or {@code @Override} do not count: a test asserts in between, and Javadoc takes an {@code @} at
 * the beginning of a line for a tag.
 */
final class DocumentedCodeTest {

    /** The repository's root: Maven runs tests in the module's directory. */
    static final Path ROOT = Path.of("").toAbsolutePath().getParent();

    private static final List<Path> TESTS = List.of(
            Path.of("src/test/java/io/partd/docs"),
            Path.of("../partd-arrow/src/test/java/io/partd/arrow/docs"),
            Path.of("../partd-codecs/src/test/java/io/partd/codecs/docs"),
            Path.of("../partd-metrics/src/test/java/io/partd/metrics/docs"),
            Path.of("../partd-pandas/src/test/java/io/partd/pandas/docs"),
            Path.of("../partd-parquet/src/test/java/io/partd/parquet/docs"),
            Path.of("../partd-redis/src/test/java/io/partd/redis/docs"),
            Path.of("../partd-zmq/src/test/java/io/partd/zmq/docs"));
    private static final Pattern JAVA = Pattern.compile("^```java\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private static final Pattern JAVADOC =
            Pattern.compile("<pre>\\{@code\\n(.*?)^ *\\* *}</pre>", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern PUBLIC_TYPE =
            Pattern.compile("^public [\\w ]*(class|interface|enum|record) [^{]*", Pattern.MULTILINE);
    private static final Path CORE = Path.of("src/main/java/io/partd");

    /** Types that no example of their own needs: others show them, or nobody names them in code. */
    private static final Pattern NEEDS_NO_EXAMPLE = Pattern.compile(
            "public (final |abstract )*(enum|record) |extends \\w*Exception |Provider |class ForwardingPartd<");

    private static final List<String> TEST_CODE = new ArrayList<>();

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
            add(samples, page, JAVA);
        }
        for (Path source : sources(CORE)) {
            add(samples, source, JAVADOC);
        }
        return samples;
    }

    private static void add(List<Sample> samples, Path file, Pattern form) throws IOException {
        Matcher matcher = form.matcher(Files.readString(file));
        while (matcher.find()) {
            String code = matcher.group(1).replaceAll("(?m)^ *\\* ?", "");
            samples.add(new Sample(file.getFileName().toString(), code));
        }
    }

    /** Returns the source files of core's exported packages. */
    static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.getParent().endsWith("internal"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void everyPublicTypeOfCoreShowsItsUse() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path source : sources(CORE)) {
            String text = Files.readString(source);
            Matcher declaration = PUBLIC_TYPE.matcher(text);
            if (declaration.find()
                    && !NEEDS_NO_EXAMPLE.matcher(declaration.group()).find()
                    && !text.substring(0, declaration.start()).contains("<pre>{@code\n")) {
                without.add(CORE.relativize(source).toString());
            }
        }
        assertThat(without)
                .as("public types without an example in their Javadoc")
                .isEmpty();
    }

    @BeforeAll
    static void readTests() throws IOException {
        TEST_CODE.clear();
        for (Path directory : TESTS) {
            for (Path test : files(directory, ".java")) {
                TEST_CODE.add(compact(Files.readString(test).lines()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isTestedCode(Sample sample) {
        String code = compact(sample.code.lines());
        assertThat(TEST_CODE.stream().anyMatch(test -> test.contains(code)))
                .as("there is a test in %s with these lines, from %s:%n%s", TESTS, sample.file, sample.code)
                .isTrue();
    }

    /** Returns the code without its spaces and line ends, which the formatter chooses in tests. */
    private static String compact(Stream<String> lines) {
        return lines.map(String::strip)
                .filter(line -> !line.startsWith("assertThat") && !line.equals("@Override"))
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
