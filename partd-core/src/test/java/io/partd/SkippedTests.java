package io.partd;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Requirement.MissingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Collectors;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/**
 * Notes which test classes were skipped for want of a {@link Requirement}, in the directory that the system property
 * {@code partd.skipped} names. All modules of a build share it: {@code skipped.tsv} has a line for each class and
 * thing, and {@code skipped.txt} has the sentence that Maven prints in the end.
 */
public final class SkippedTests implements TestExecutionListener {

    private final Set<String> lines = new ConcurrentSkipListSet<>();

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getThrowable().orElse(null) instanceof MissingException missing) {
            Requirement requirement = missing.requirement();
            for (String name : requirement.names()) {
                lines.add(String.join("\t", requirement.kind(), requirement.remedy(), name, className(test)));
            }
        }
    }

    private static String className(TestIdentifier test) {
        return test.getSource()
                .map(source -> source instanceof MethodSource method
                        ? method.getClassName()
                        : source instanceof ClassSource type ? type.getClassName() : null)
                .orElseGet(test::getDisplayName);
    }

    @Override
    public void testPlanExecutionFinished(TestPlan plan) {
        String directory = System.getProperty("partd.skipped");
        if (directory == null || lines.isEmpty()) {
            return;
        }
        try {
            note(Files.createDirectories(Path.of(directory)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Other modules may be doing the same. */
    private void note(Path directory) throws IOException {
        try (FileChannel file = FileChannel.open(
                directory.resolve("skipped.tsv"),
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE)) {
            file.lock();
            Set<String> all = new TreeSet<>(lines);
            all.addAll(new String(Channels.newInputStream(file).readAllBytes(), UTF_8)
                    .lines()
                    .toList());
            file.truncate(0).position(0);
            ByteBuffer text = ByteBuffer.wrap((String.join("\n", all) + "\n").getBytes(UTF_8));
            while (text.hasRemaining()) {
                file.write(text);
            }
            Files.writeString(directory.resolve("skipped.txt"), sentence(all));
        }
    }

    /** Says what was skipped and how to get it. */
    static String sentence(Set<String> lines) {
        Set<String> classes = new TreeSet<>();
        Map<String, Set<String>> classesOf = new TreeMap<>();
        Map<String, Set<String>> namesOf = new TreeMap<>();
        for (String line : lines) {
            List<String> words = List.of(line.split("\t", -1));
            String group = words.get(0) + "\t" + words.get(1);
            namesOf.computeIfAbsent(group, each -> new TreeSet<>()).add(words.get(2));
            classesOf.computeIfAbsent(group, each -> new TreeSet<>()).add(words.get(3));
            classes.add(words.get(3));
        }
        return classesOf.entrySet().stream()
                .map(group -> {
                    List<String> words = List.of(group.getKey().split("\t", -1));
                    String names = String.join(", ", namesOf.get(group.getKey()));
                    return "%d for want of %s (%s)"
                            .formatted(group.getValue().size(), (words.get(0) + " " + names).strip(), words.get(1));
                })
                .collect(Collectors.joining("; ", "Skipped tests of %d classes: ".formatted(classes.size()), "."));
    }
}
