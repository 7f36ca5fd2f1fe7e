package io.partd.codecs.pickle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.partd.ChildProcess;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python that has partd, msgpack and numpy, with the commands of {@code session.py}: the one that
 * {@code PARTD_PYTHON} names, else the system's, else the first on the path. Without one, tests that ask for it are
 * skipped, or fail if {@code PARTD_INTEROP} is {@code required}.
 */
public final class PythonSession implements AutoCloseable {

    private static final List<String> COMMAND =
            candidates().filter(PythonSession::hasModules).limit(1).toList();

    private final ChildProcess process;

    /** Opens a partd of a kind, {@code none} for no partd. */
    public PythonSession(String kind, Path folder) throws IOException {
        this(PythonSession.class.getResource("session.py"), kind, folder.toString());
    }

    private PythonSession(@Nullable URL script, String... arguments) throws IOException {
        require();
        List<String> command = new ArrayList<>(List.of(COMMAND.get(0), "-B", path(script)));
        command.addAll(List.of(arguments));
        process = ChildProcess.of(command);
    }

    /** Runs another script, that also does what it reads, a line for a line. */
    public static PythonSession running(@Nullable URL script, String... arguments) throws IOException {
        return new PythonSession(script, arguments);
    }

    private static Stream<String> candidates() {
        String named = System.getenv("PARTD_PYTHON");
        return named == null ? Stream.of("/usr/bin/python3", "python3") : Stream.of(named);
    }

    private static boolean hasModules(String python) {
        try (ChildProcess process = ChildProcess.of(List.of(python, "-c", "import partd, msgpack, numpy"))) {
            return process.exitStatus() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void require() {
        if (COMMAND.isEmpty()) {
            String reason = "no Python that can import partd, msgpack and numpy; name one in PARTD_PYTHON, or install "
                    + "python3-partd, python3-msgpack and python3-numpy";
            assertThat(System.getenv("PARTD_INTEROP")).as(reason).isNotEqualTo("required");
            abort(reason);
        }
    }

    private static String path(@Nullable URL script) {
        try {
            return Path.of(Objects.requireNonNull(script).toURI()).toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs a command; returns what it prints. */
    public String run(String... words) throws IOException {
        String line = String.join("\t", words);
        process.writeLine(line);
        String answer = process.readLine();
        if (answer == null || answer.startsWith("Traceback")) {
            throw new AssertionError(line + ": " + process.rest());
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
