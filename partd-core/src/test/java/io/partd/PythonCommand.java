package io.partd;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A Python that has some modules: the first of those that {@code PARTD_PYTHON} names, with colons between them; without
 * that, the system's, else the first on the path. If none has them, tests that ask for it are skipped, or fail if
 * {@code PARTD_INTEROP} is {@code required}.
 */
public final class PythonCommand {

    private final List<String> modules;
    private final List<String> command;

    private PythonCommand(List<String> modules, List<String> command) {
        this.modules = modules;
        this.command = command;
    }

    /** Looks for a Python that can import modules, which Debian has in packages of their names. */
    public static PythonCommand with(String... modules) {
        return all(modules).get(0);
    }

    /**
     * Looks for each Python that can import modules, for tests that run with several versions of one. Returns at least
     * one, which {@link #require} refuses if there is none.
     */
    public static List<PythonCommand> all(String... modules) {
        String imports = "import " + String.join(", ", modules);
        List<PythonCommand> found = candidates()
                .filter(python -> succeeds(List.of(python, "-c", imports)))
                .map(python -> new PythonCommand(List.of(modules), List.of(python)))
                .toList();
        return found.isEmpty() ? List.of(new PythonCommand(List.of(modules), List.of())) : found;
    }

    private static Stream<String> candidates() {
        String named = System.getenv("PARTD_PYTHON");
        return named == null ? Stream.of("/usr/bin/python3", "python3") : Stream.of(named.split(File.pathSeparator));
    }

    private static boolean succeeds(List<String> command) {
        try (ChildProcess process = ChildProcess.of(command)) {
            return process.exitStatus() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Skips the test, or fails it, if there is no such Python. */
    public void require() {
        Requirement.of(
                        "a Python that can import",
                        modules,
                        "name one in PARTD_PYTHON; CONTRIBUTING.md says what Debian and pip have")
                .require(!command.isEmpty());
    }

    /** Skips the test, or fails it, if there is no such command of the system. */
    public static void requireCommand(String name) {
        Requirement.of("the command", List.of(name), "install the package of that name")
                .require(succeeds(List.of(name, "--version")));
    }

    /** Starts it with arguments, of which the first is a script. */
    public ChildProcess start(Path script, String... arguments) throws IOException {
        require();
        List<String> words = new ArrayList<>(command);
        words.addAll(List.of("-B", script.toString()));
        words.addAll(List.of(arguments));
        return ChildProcess.of(words);
    }

    /** Returns which Python it is, for the names of tests. */
    @Override
    public String toString() {
        return command.isEmpty() ? "no Python" : command.get(0);
    }

    /** Returns a file or directory of the test resources, by its name beside a class or from a slash on. */
    public static Path resource(Class<?> beside, String name) {
        URL url = beside.getResource(name);
        try {
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
