package io.partd.cli;

import io.partd.buffer.WriteBuffer;
import io.partd.cli.running.StopOnSignal;
import io.partd.zmq.AllowedKeys;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import io.partd.zmq.server.StopRequests;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code partd serve}. */
@Command(
        name = "serve",
        header = "Lets other processes use a store, over the wire of Python's partd.",
        description = {
            "Clients are Python's partd.Client(b'tcp://127.0.0.1:5555'), and this command and library with the address "
                    + "as STORE. Prints one line when it is ready, and serves until Ctrl-C, kill, or a client stops it; "
                    + "all that was acknowledged is in the store then.",
            ""
        })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {

    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "STORE", description = "The store, made where it is missing.")
    private StoreAddress address;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "tcp://127.0.0.1:5555",
            description = {
                "Where to listen: tcp://HOST:PORT, tcp://*:PORT for all interfaces, ipc://PATH for a Unix domain socket; "
                        + "port 0 is any that is free. May be given several times (default: ${DEFAULT-VALUE})."
            })
    private List<String> addresses;

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "Bound on the memory for what is buffered and what is under way (default: 1g, or less if there "
                            + "is less).")
    private @Nullable String memory;

    @Option(
            names = "--no-buffer",
            description = "Write each append to the store before it is acknowledged, so that it survives even if the "
                    + "server is killed.")
    private boolean unbuffered;

    @Option(
            names = "--max-clients",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Bound on the clients connected at a time (default: ${DEFAULT-VALUE}).")
    private int maxClients;

    @Option(
            names = "--refuse-stop",
            description = "Do not let clients stop the server, as Python's close_server() does.")
    private boolean refuseStop;

    @Option(
            names = "--curve-key",
            paramLabel = "FILE",
            description = "Encrypt with the keys in this file, as 'partd keygen' makes it: NAME.key_secret.")
    private @Nullable Path curveKey;

    @Option(
            names = "--curve-allow",
            paramLabel = "PATH",
            description =
                    "Let in only clients whose public keys are in this directory of *.key files, or in this file.")
    private @Nullable Path curveAllow;

    private final Streams streams;

    ServeCommand(Streams streams) {
        this.streams = streams;
    }

    @Override
    @SuppressWarnings("try") // the signal is waited for
    public Integer call() throws IOException {
        List<Endpoint> endpoints = addresses.stream().map(Endpoint::of).toList();
        ServeMemory shares = ServeMemory.of(memory);
        ServerOptions options = options(shares);
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, "%1$tF %1$tT %4$s %5$s%6$s%n");
        }
        if (Runtime.getRuntime().maxMemory() > Math.max(shares.all().bytes(), shares.heapMebibytes() << 20)) {
            streams.err()
                    .println("partd: Java's heap may grow beyond --memory " + shares.all() + "; start it with -Xmx"
                            + shares.heapMebibytes() + "m, or through ./partd");
        }
        // To write what is in memory takes as long as it takes: it was acknowledged.
        try (StopOnSignal stop = StopOnSignal.unhurried();
                PartdServer server = start(endpoints, shares, options)) {
            PrintWriter out = spec.commandLine().getOut();
            out.println("serving " + address + " at "
                    + server.endpoints().stream().map(Endpoint::toString).collect(Collectors.joining(" ")));
            streams.requireWritten(); // whoever waits for this line would wait for ever
            server.awaitStop();
        } catch (InterruptedException e) {
            // By the signal; everything is closed.
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private ServerOptions options(ServeMemory shares) throws IOException {
        if (curveAllow != null && curveKey == null) {
            throw new ParameterException(
                    spec.commandLine(), "--curve-allow needs --curve-key; 'partd keygen' makes the server's keys");
        }
        ServerOptions options = ServerOptions.defaults()
                .memory(shares.messages())
                .maxClients(maxClients)
                .stopRequests(refuseStop ? StopRequests.REFUSED : StopRequests.HONOURED);
        if (curveKey == null) {
            return options;
        }
        CurveKeys keys = CurveKeys.read(curveKey);
        return curveAllow == null
                ? options.curve(keys, key -> true)
                : options.curve(keys, AllowedKeys.read(curveAllow));
    }

    private PartdServer start(List<Endpoint> endpoints, ServeMemory shares, ServerOptions options) throws IOException {
        return PartdServer.start(
                () -> unbuffered ? address.open() : address.open().with(WriteBuffer.of(shares.buffer())),
                endpoints,
                options);
    }
}
