package io.partd.codecs.compression;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;
import java.nio.file.Path;

/** A Python that has partd, Snappy and Blosc, as {@link PythonCommand} finds it. */
final class Python {

    private static final PythonCommand COMMAND = PythonCommand.with("partd", "snappy", "blosc");

    private Python() {}

    /** Skips the test, or fails it, if there is no such Python. */
    static void require() {
        COMMAND.require();
    }

    /** Skips the test, or fails it, if there is no such command. */
    static void requireCommand(String name) {
        PythonCommand.requireCommand(name);
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
