package io.partd.zmq;

import io.partd.ChildProcess;
import io.partd.PythonCommand;
import java.io.IOException;

/** A Python that has partd and ZeroMQ, as {@link PythonCommand} finds it. */
public final class Python {

    private static final PythonCommand COMMAND = PythonCommand.with("partd", "zmq");

    private Python() {}

    /** Skips the test, or fails it, if there is no such Python. */
    public static void require() {
        COMMAND.require();
    }

    /** Starts a script that lies beside a class. */
    public static ChildProcess script(Class<?> beside, String name, String... arguments) throws IOException {
        return COMMAND.start(PythonCommand.resource(beside, name), arguments);
    }
}
