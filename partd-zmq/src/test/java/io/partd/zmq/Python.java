package io.partd.zmq;

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
 * A Python that has partd and ZeroMQ: the one that {@code PARTD_PYTHON} names, else the system's, else the first on the
 * path. Without one, tests that ask for it are skipped, or fail if {@code PARTD_INTEROP} is {@code required}.
 */
public final class Python {

    private static final List<String> COMMAND =
            candidates().filter(Python::hasModules).limit(1).toList();

    private Python() {}

    private static Stream<String> candidates() {
        String named = System.getenv("PARTD_PYTHON");
        return named == null ? Stream.of("/usr/bin/python3", "python3") : Stream.of(named);
    }

    private static boolean hasModules(String python) {
        try (ChildProcess process = ChildProcess.of(List.of(python, "-c", "import partd, zmq"))) {
            return process.exitStatus() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Skips the test, or fails it, if there is no such Python. */
    public static void require() {
        if (COMMAND.isEmpty()) {
            String reason = "no Python that can import partd and zmq; name one in PARTD_PYTHON, or install "
                    + "python3-partd and python3-zmq";
            assertThat(System.getenv("PARTD_INTEROP")).as(reason).isNotEqualTo("required");
            abort(reason);
        }
    }

    /** Starts a script that lies beside a class. */
    public static ChildProcess script(Class<?> beside, String name, String... arguments) throws IOException {
        require();
        List<String> command = new ArrayList<>(COMMAND);
        command.add(resource(beside, name).toString());
        command.addAll(List.of(arguments));
        return ChildProcess.of(command);
    }

    /** Returns a file of the test resources that lies beside a class. */
    public static Path resource(Class<?> beside, String name) {
        URL url = beside.getResource(name);
        try {
            return Path.of(Objects.requireNonNull(url, name).toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
