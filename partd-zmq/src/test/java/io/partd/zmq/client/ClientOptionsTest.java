package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Endpoint;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import io.partd.zmq.server.StopRequests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(300)
class ClientOptionsTest {

    private static final List<Endpoint> ANY = List.of(Endpoint.of("tcp://127.0.0.1:0"));

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "tcp://host:1?timeout=5  | option timeout=5 in 'tcp://host:1?timeout=5' is not a duration; write a number and",
                "tcp://host:1?timeout=1ms | a timeout of PT0.001S makes no sense; allow 10 ms at least, and 366 days at most",
                "tcp://host:1?pipeline=2g | a pipeline of 2g is too large; 1g is the most",
                "tcp://host:1?timeout=1s&timeout=2s | option 'timeout' is given twice in",
                "tcp://host:1?speed=9 | unknown option 'speed'",
                "tcp://host:1?curve-key=x | option curve-key in tcp://host:1?curve-key=x needs curve-server=FILE",
                "tcp://host | 'tcp://host' is not the address of a server",
                "ipc:// | 'ipc://' names no path",
                "memory: | memory: is not the address of a server; write tcp://host:port",
            })
    void refusesWhatMakesNoSense(String uri, String message) {
        assertThatThrownBy(() -> Partd.client(uri))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void opensByUriWithOptionsAndKeys() throws IOException {
        CurveKeys keys = CurveKeys.generate();
        keys.write(directory.resolve("server"));
        CurveKeys.generate().write(directory.resolve("ada"));
        ServerOptions options = ServerOptions.defaults().curve(keys, key -> true);
        try (PartdServer server = PartdServer.start(Partd.memory(), ANY, options)) {
            String address = server.endpoints().get(0).toString();
            String encrypted = address + "?timeout=20s&pipeline=1m&curve-server=" + directory.resolve("server.key");
            try (Store anonymous = Partd.client(encrypted);
                    Store ada = Partd.open(encrypted + "&curve-key=" + directory.resolve("ada.key_secret"))) {
                anonymous.append("x", new byte[3]);
                anonymous.flush();
                assertThat(ada.size("x")).isEqualTo(3);
            }
            assertThatThrownBy(() -> Partd.client(address))
                    .isInstanceOf(HandshakeException.class)
                    .hasMessageStartingWith("cannot connect to " + address + ": ");
        }
    }

    @Test
    void stopsAServerThatAllowsIt() throws Exception {
        PartdServer server = PartdServer.start(Partd.memory(), ANY, ServerOptions.defaults());
        try (ClientStore client = ClientStore.open(server.endpoints().get(0))) {
            client.append("x", new byte[1]);
            client.stopServer();
            server.awaitStop();
        }
        server.close();
        ServerOptions refusing = ServerOptions.defaults().stopRequests(StopRequests.REFUSED);
        try (PartdServer stubborn = PartdServer.start(Partd.memory(), ANY, refusing);
                ClientStore client = ClientStore.open(stubborn.endpoints().get(0))) {
            assertThatThrownBy(client::stopServer)
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage("this server does not stop when a client asks for it");
            client.append("x", new byte[1]);
        }
    }

    @Test
    void aBatchLargerThanTheServerTakesIsRefusedBeforeItIsSent() throws IOException {
        ServerOptions little = ServerOptions.defaults().memory(ByteSize.of("4m"));
        try (PartdServer server = PartdServer.start(Partd.memory(), ANY, little)) {
            for (String pipeline : List.of("0", "1m", "16m")) {
                ClientOptions options = ClientOptions.defaults().pipeline(ByteSize.of(pipeline));
                try (ClientStore client = ClientStore.open(server.endpoints().get(0), options)) {
                    assertThatThrownBy(() -> client.append("x", new byte[2 << 20]))
                            .isInstanceOf(IOException.class)
                            .hasMessage("append of 1 key and 2097152 bytes is too large: the server at "
                                    + server.endpoints().get(0) + " takes at most 2097152 bytes at once; send less at "
                                    + "once");
                    client.append("x", new byte[1 << 20]);
                    assertThat(client.pop("x")).hasSize(1 << 20);
                }
            }
        }
    }
}
