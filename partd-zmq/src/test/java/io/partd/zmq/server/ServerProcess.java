package io.partd.zmq.server;

import io.partd.ByteSize;
import io.partd.ChildProcess;
import io.partd.Partd;
import io.partd.zmq.Endpoint;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server in a process of its own, with little memory. */
final class ServerProcess implements AutoCloseable {

    private static final Logger LOGGER = Logger.getLogger("io.partd.zmq.server");

    private final ChildProcess process;
    private final Endpoint endpoint;

    private ServerProcess(ChildProcess process, Endpoint endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    /** Serves a store until the process is killed. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LOGGER.setLevel(Level.OFF);
        PartdServer server = PartdServer.start(
                new WithoutDrop(Partd.open(arguments[0])),
                List.of(Endpoint.of("tcp://127.0.0.1:0")),
                ServerOptions.defaults()
                        .memory(ByteSize.of(arguments[1]))
                        .stall(Duration.ofSeconds(2))
                        .stopRequests(StopRequests.REFUSED));
        System.out.println(server.endpoints().get(0));
        server.awaitStop();
    }

    /** Starts it, with so much heap and so much memory for messages. */
    static ServerProcess start(String store, String heap, String memory) throws IOException {
        String classPath = Stream.of(
                        ServerProcess.class,
                        PartdServer.class,
                        ChildProcess.class,
                        Partd.class,
                        com.sun.jna.Native.class,
                        org.jspecify.annotations.Nullable.class)
                .map(ServerProcess::location)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
        ChildProcess process = ChildProcess.of(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                ServerProcess.class.getName(),
                store,
                memory));
        String line = process.readLine();
        while (line != null && !line.startsWith("tcp://")) {
            line = process.readLine();
        }
        if (line == null) {
            throw new IOException("the server has not started: " + process.rest());
        }
        return new ServerProcess(process, Endpoint.of(line));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    Endpoint endpoint() {
        return endpoint;
    }

    /** Returns how many KiB of the machine's memory it takes. */
    long residentKilobytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
