package io.partd.codecs.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.partd.ChildProcess;
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
 * A Python that has partd, Snappy and Blosc: the one that {@code PARTD_PYTHON} names, else the system's, else the first
 * on the path. Without one, and without a command that a test needs, tests that ask for it are skipped, or fail if
 * {@code PARTD_INTEROP} is {@code required}.
 */
final class Python {

    private static final List<String> COMMAND = candidates()
            .filter(python -> succeeds(List.of(python, "-c", "import partd, snappy, blosc")))
            .limit(1)
            .toList();

    private Python() {}

    private static Stream<String> candidates() {
        String named = System.getenv("PARTD_PYTHON");
        return named == null ? Stream.of("/usr/bin/python3", "python3") : Stream.of(named);
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
    static void require() {
        require(
                !COMMAND.isEmpty(),
                "no Python that can import partd, snappy and blosc; name one in PARTD_PYTHON, or install "
                        + "python3-partd, python3-snappy and python3-blosc");
    }

    /** Skips the test, or fails it, if there is no such command. */
    static void requireCommand(String name) {
        require(succeeds(List.of(name, "--version")), "no command '" + name + "'");
    }

    private static void require(boolean there, String reason) {
        if (!there) {
            assertThat(System.getenv("PARTD_INTEROP")).as(reason).isNotEqualTo("required");
            abort(reason);
        }
    }

    /** Starts a script that lies beside this class. */
    static ChildProcess script(String name, String... arguments) throws IOException {
        require();
        List<String> command = new ArrayList<>(COMMAND);
        command.add(resource(name).toString());
        command.addAll(List.of(arguments));
        return ChildProcess.of(command);
    }

    /** Returns a file or folder of the test resources. */
    static Path resource(String name) {
        URL url = Python.class.getResource(name);
        try {
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
