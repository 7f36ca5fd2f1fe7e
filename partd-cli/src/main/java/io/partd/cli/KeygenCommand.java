package io.partd.cli;

import io.partd.zmq.CurveKeys;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd keygen}. */
@Command(
        name = "keygen",
        header = "Makes a pair of keys, by which a server and its clients know each other.",
        description = {
            "They are for CURVE, ZeroMQ's encryption, and are written as pyzmq and CZMQ do: NAME.key has the public key, "
                    + "for the other side; NAME.key_secret has both, for this side only. Nothing is overwritten. The "
                    + "first line on standard output is the public key.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class KeygenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "What to name the files; may have a directory before it.")
    private Path name;

    KeygenCommand(Streams streams) {}

    @Override
    public Integer call() throws IOException {
        CurveKeys keys = CurveKeys.generate();
        keys.write(name);
        PrintWriter out = spec.commandLine().getOut();
        out.println(keys.publicKey());
        out.println(CurveKeys.publicFile(name) + "         the public key, for the other side");
        out.println(CurveKeys.secretFile(name) + "  both keys; keep it secret");
        return 0;
    }
}
