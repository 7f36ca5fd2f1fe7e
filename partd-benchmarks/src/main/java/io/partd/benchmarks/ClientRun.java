package io.partd.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;

/**
 * A client process of ours, or of a peer that is plain Java: {@code ClientRun KIND} and what {@link Connections#run}
 * takes.
 */
public final class ClientRun {

    private ClientRun() {}

    /** Runs one kind; the message of the error for an unknown one lists them. */
    public static void main(String[] args) throws IOException {
        Connections.run(
                (server, pipeline) -> open(args[0], server, pipeline), Arrays.copyOfRange(args, 1, args.length));
    }

    private static Connection open(String kind, URI server, int pipeline) throws IOException {
        return switch (kind) {
            case "partd" -> OurClient.open(server, pipeline);
            case "socket" -> new SocketClient(server, pipeline);
            case "loopback" -> new LoopbackSender(server);
            default -> throw new IllegalArgumentException("no kind '" + kind + "'; there are partd, socket, loopback");
        };
    }
}
