package io.partd.interop;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Path;

/** A Python that has partd, as {@link PythonCommand} finds it. */
final class Python {

    private static final PythonCommand COMMAND = PythonCommand.with("partd");

    private Python() {}

    /** Skips the test, or fails it, if there is no such Python. */
    static void require() {
        COMMAND.require();
    }

    /** Starts a script that lies beside this class. */
    static ChildProcess script(String name, String... arguments) throws IOException {
        return COMMAND.start(PythonCommand.resource(Python.class, name), arguments);
    }

    /** Returns a file or directory of the test resources. */
    static Path resource(String name) {
        return PythonCommand.resource(Python.class, name);
    }
}
