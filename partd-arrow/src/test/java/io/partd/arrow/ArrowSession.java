package io.partd.arrow;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Path;

/** A Python with pyarrow and a {@code partd.File} of a directory, and the commands of {@code session.py}. */
final class ArrowSession implements AutoCloseable {

    private static final PythonCommand COMMAND = PythonCommand.with("partd", "pyarrow");

    private final ChildProcess process;

    ArrowSession(Path directory) throws IOException {
        process = COMMAND.start(PythonCommand.resource(ArrowSession.class, "session.py"), directory.toString());
    }

    /** Runs a command; returns what it prints. */
    String run(String... words) throws IOException {
        String line = String.join("\t", words);
        process.writeLine(line);
        String answer = process.readLine();
        if (answer == null || answer.startsWith("Traceback")) {
            throw new AssertionError(line + ": " + process.rest());
        }
        if (answer.startsWith("error ")) {
            throw new AssertionError(line + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
