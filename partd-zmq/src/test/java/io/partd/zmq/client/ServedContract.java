package io.partd.zmq.client;

import io.partd.ByteSize;
import io.partd.Store;
import io.partd.StoreContract;
import io.partd.zmq.Endpoint;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, through a real socket. */
abstract class ServedContract extends StoreContract {

    @TempDir
    private Path directory;

    private @Nullable PartdServer server;

    /** Makes a store to serve. */
    abstract Store served(Path inside) throws IOException;

    /** Returns where to listen. */
    Endpoint endpoint(Path inside) {
        return Endpoint.of("tcp://127.0.0.1:0");
    }

    ServerOptions serverOptions() {
        return ServerOptions.defaults();
    }

    ClientOptions options() {
        return ClientOptions.defaults();
    }

    static ClientOptions pipelined(String bytes) {
        return ClientOptions.defaults().pipeline(ByteSize.of(bytes));
    }

    @Override
    protected Store make() throws IOException {
        Path inside = Files.createTempDirectory(directory, "s");
        server = closedLater(
                PartdServer.start(served(inside.resolve("data")), List.of(endpoint(inside)), serverOptions()));
        return open();
    }

    private Store open() throws IOException {
        return ClientStore.open(server.endpoints().get(0), options());
    }

    @Override
    protected Store reopen() throws IOException {
        return open();
    }

    @Override
    protected String shown() {
        return "Client\\((tcp://127\\.0\\.0\\.1:\\d+|ipc://.*)\\)";
    }

    @AfterEach
    void forget() {
        server = null;
    }
}
