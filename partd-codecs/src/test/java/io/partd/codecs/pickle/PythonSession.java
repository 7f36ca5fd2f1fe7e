package io.partd.codecs.pickle;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Python that has partd, msgpack and numpy, as {@link PythonCommand} finds it, with the commands of
 * {@code session.py}.
 */
public final class PythonSession implements AutoCloseable {

    private static final PythonCommand COMMAND = PythonCommand.with("partd", "msgpack", "numpy");

    private final ChildProcess process;

    /** Opens a partd of a kind, {@code none} for no partd. */
    public PythonSession(String kind, Path directory) throws IOException {
        this(PythonSession.class.getResource("session.py"), kind, directory.toString());
    }

    private PythonSession(@Nullable URL script, String... arguments) throws IOException {
        process = COMMAND.start(path(script), arguments);
    }

    /** Runs another script, that also does what it reads, a line for a line. */
    public static PythonSession running(@Nullable URL script, String... arguments) throws IOException {
        return new PythonSession(script, arguments);
    }

    private static Path path(@Nullable URL script) {
        try {
            return Path.of(Objects.requireNonNull(script).toURI());
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
