package io.partd.zmq.endurance;

import io.partd.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A {@link ServerMain} that can be killed. */
final class ServerProcess implements AutoCloseable {

    private final ChildProcess process;
    private final String address;

    private ServerProcess(ChildProcess process, String address) {
        this.process = process;
        this.address = address;
    }

    /** Starts it, and waits until it is ready. */
    static ServerProcess start(List<String> flags, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ServerMain.class.getName()));
        command.addAll(List.of(arguments));
        ChildProcess process = ChildProcess.of(command);
        StringBuilder said = new StringBuilder();
        for (String line = process.readLine(); line != null; line = process.readLine()) {
            if (line.startsWith("tcp://") || line.startsWith("ipc://")) {
                return new ServerProcess(process, line);
            }
            said.append(line).append('\n');
        }
        throw new AssertionError("the server ended with status " + exitStatus(process) + ":\n" + said);
    }

    private static int exitStatus(ChildProcess process) {
        try {
            return process.exitStatus();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    String address() {
        return address;
    }

    void kill() throws InterruptedException {
        process.kill();
    }

    /** Returns how many bytes of memory it has in use, as the system sees it. */
    long memory() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .findFirst()
                            .orElseThrow()
                    << 10;
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
