package io.partd.pandas;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A Python with pandas and partd over the files of a directory, and the commands of {@code session.py}. */
final class PandasSession implements AutoCloseable {

    private final ChildProcess process;

    private PandasSession(ChildProcess process) {
        this.process = process;
    }

    /** Looks for each Python; partd needs {@code packaging} for pandas, and does not bring it. */
    static List<PythonCommand> pythons() {
        return PythonCommand.all("partd.pandas", "pandas");
    }

    static PandasSession of(PythonCommand python, Path directory) throws IOException {
        return new PandasSession(python.start(
                PythonCommand.resource(PandasSession.class, "session.py"),
                GoldenFrames.directory().toString(),
                directory.toString()));
    }

    /** Runs a command; returns what it prints. */
    String run(String... words) throws IOException {
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
