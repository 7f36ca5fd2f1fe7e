package io.partd.zmq.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.Endpoint;
import io.partd.zmq.client.ClientStore;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Compiles and runs the Java in {@code docs/server.md}, but for the port. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class ServerExamplesTest {

    @TempDir
    private Path temp;

    @Test
    void servesAStore() throws IOException, InterruptedException {
        BlockingQueue<String> addresses = new ArrayBlockingQueue<>(1);
        Thread serving = new Thread(() -> serve(temp.resolve("log"), addresses));
        serving.start();
        Endpoint endpoint = Endpoint.of(addresses.take());
        try (Store trips = Partd.client(endpoint.toString())) {
            trips.append("oslo", "7,fjord\n".getBytes(UTF_8));
        }
        try (ClientStore client = ClientStore.open(endpoint)) {
            assertThat(client.get("oslo")).asString(UTF_8).isEqualTo("7,fjord\n");
            client.stopServer();
        }
        serving.join();
        try (Store log = Partd.log(temp.resolve("log"))) {
            assertThat(log.get("oslo")).asString(UTF_8).isEqualTo("7,fjord\n");
        }
    }

    private static void serve(Path directory, BlockingQueue<String> addresses) {
        try {
            Store store =
                    Partd.log(directory).with(WriteBuffer.of("256m")); // values wait in memory until there are many
            List<Endpoint> endpoints = List.of(Endpoint.of("tcp://127.0.0.1:0")); // any port that is free
            try (PartdServer server = PartdServer.start(store, endpoints, ServerOptions.defaults())) {
                String address = server.endpoints().get(0).toString();
                assertThat(addresses.add(address)).isTrue();
                server.awaitStop(); // until a client asks for it, or another thread closes the server
            } // answers what it has begun, and closes the store
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A port that is fixed may be in use, so this one is only compiled. */
    static void appends(byte[] museum, byte[] oldTown) throws IOException {
        try (Store trips = Partd.client("tcp://127.0.0.1:5555")) {
            trips.append(Map.of("oslo", museum, "bern", oldTown));
            byte[] oslo = trips.get("oslo");
            assertThat(oslo).isEqualTo(museum);
        }
    }
}
