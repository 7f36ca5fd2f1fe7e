package io.partd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What the repository holds: sources, and nothing that others have built. Looks at all files, tracked or not, but what
 * {@code .gitignore} names, and directories of tools, which begin with a dot.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // walks once
final class RepositoryTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final int LARGEST = 1_000_000;
    private static final Pattern SAMPLE = Pattern.compile("\\bSample\\.(times|step)\\(");
    private static final Set<String> OUR_DOTTED_DIRECTORIES = Set.of(".ci", ".mvn");

    private final List<Path> files = new ArrayList<>();

    @BeforeAll
    void walk() throws IOException {
        List<PathMatcher> ignored = ignored();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                boolean ofTools = name.startsWith(".") && !OUR_DOTTED_DIRECTORIES.contains(name);
                return isIgnored(directory) || ofTools ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile() && !isIgnored(file)) {
                    files.add(ROOT.relativize(file));
                }
                return FileVisitResult.CONTINUE;
            }

            private boolean isIgnored(Path path) {
                return ignored.stream().anyMatch(pattern -> pattern.matches(ROOT.relativize(path)));
            }
        });
        assertThat(files).contains(Path.of("pom.xml"), Path.of(".ci/run"), Path.of("examples/birdstrikes.csv"));
    }

    /** Its patterns are names, or paths that begin with a slash; those of directories end with one. */
    private List<PathMatcher> ignored() throws IOException {
        return Files.readAllLines(ROOT.resolve(".gitignore")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.replaceFirst("/$", ""))
                .map(line -> line.startsWith("/") ? line.substring(1) : "{**/,}" + line)
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }

    @Test
    void onlyGoldenFilesAndExamplesAreBinary() throws IOException {
        List<Path> binary = new ArrayList<>();
        for (Path file : files) {
            if (!isGolden(file) && !isExample(file) && !isText(file)) {
                binary.add(file);
            }
        }
        assertThat(binary)
                .as("binary files: dependencies come from the Maven registry, data for tests is made or golden")
                .isEmpty();
    }

    /** {@code -Pthorough} finds by the tag what goes through all of a sweep. */
    @Test
    void whatTakesASampleHasATag() throws IOException {
        List<Path> untagged = new ArrayList<>();
        for (Path file : files) {
            if (file.toString().endsWith(".java")) {
                String source = Files.readString(ROOT.resolve(file));
                if (SAMPLE.matcher(source).find() && !source.contains("@Tag(\"sampled\")")) {
                    untagged.add(file);
                }
            }
        }
        assertThat(untagged)
                .as("files that use Sample without @Tag(\"sampled\")")
                .isEmpty();
    }

    @Test
    void onlyExamplesAreLarge() throws IOException {
        List<Path> large = new ArrayList<>();
        for (Path file : files) {
            if (!isExample(file) && Files.size(ROOT.resolve(file)) > LARGEST) {
                large.add(file);
            }
        }
        assertThat(large).as("files of more than %,d bytes", LARGEST).isEmpty();
    }

    private static boolean isGolden(Path file) {
        for (Path name : file) {
            if (name.toString().equals("golden")) {
                return file.startsWith(file.getName(0).resolve("src/test/resources"));
            }
        }
        return false;
    }

    private static boolean isExample(Path file) {
        return file.startsWith("examples");
    }

    private boolean isText(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(ROOT.resolve(file));
        for (byte each : bytes) {
            if (each == 0) {
                return false;
            }
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
