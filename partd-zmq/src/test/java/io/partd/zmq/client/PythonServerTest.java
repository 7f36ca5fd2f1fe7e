package io.partd.zmq.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.Guarantee;
import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Partd;
import io.partd.Store;
import io.partd.StoreClosedException;
import io.partd.zmq.Endpoint;
import io.partd.zmq.Python;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our client with the real Python partd's server. */
@Tag("interop")
@Timeout(300)
class PythonServerTest {

    @TempDir
    private Path directory;

    private ChildProcess python;

    @BeforeAll
    static void requirePython() {
        Python.require();
    }

    @AfterEach
    void stop() throws IOException {
        if (python != null) {
            python.close();
        }
    }

    private String serve(String... store) throws IOException {
        python = Python.script(PythonServerTest.class, "server.py", store);
        return "tcp://127.0.0.1:" + python.readLine();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "buffer"})
    void everyCommand(String kind) throws IOException {
        String address = serve(kind, directory.resolve("data").toString());
        try (Store client = Partd.client(address)) {
            assertThat(client).hasToString("Client(" + address + ")");
            assertThat(client.guarantees()).containsExactly(Guarantee.SHARED);
            client.append("x", bytes("1"));
            client.append(Map.of("x", bytes("2"), "y", bytes("3"), "a/b/c", bytes("tuple"), "ä", bytes("4")));
            client.append(Map.of());
            client.appendBuffers(Map.of(
                    "x", List.of(ByteBuffer.wrap(bytes("56")), ByteBuffer.allocateDirect(2)), "empty", List.of()));
            assertThat(client.get(List.of("y", "x", "none", "a/b/c", "y", "ä", "empty")))
                    .containsExactly(
                            bytes("3"),
                            bytes("1256\0\0"),
                            bytes(""),
                            bytes("tuple"),
                            bytes("3"),
                            bytes("4"),
                            bytes(""));
            assertThat(client.get(List.of())).isEmpty();
            assertThat(client.size("x")).isEqualTo(6);
            try (InputStream in = client.open("x")) {
                assertThat(in.readAllBytes()).isEqualTo(bytes("1256\0\0"));
            }

            assertThat(client.iset("first", bytes("one"))).isTrue();
            assertThat(client.iset("first", bytes("two"))).isFalse();
            assertThat(client.iset("x", bytes("no"))).isFalse();
            assertThat(client.iset("nothing", new byte[0])).isFalse();
            assertThat(client.get("first")).isEqualTo(bytes("one"));

            client.delete(List.of("x", "a/b/c", "x"));
            client.delete(List.of());
            assertThat(client.get(List.of("x", "a/b/c", "y"))).containsExactly(bytes(""), bytes(""), bytes("3"));
            client.append("x", bytes("again"));
            client.flush();
            assertThat(client.get("x")).isEqualTo(bytes("again"));

            client.claim(List.of("new"));
            client.drop();
            assertThat(client.get(List.of("x", "y"))).containsExactly(bytes(""), bytes(""));
            client.append("x", bytes("after"));
            assertThat(client.get("x")).isEqualTo(bytes("after"));
        }
    }

    @Test
    void tupleKeysAreThoseOfPython() throws IOException {
        String address = serve("memory");
        try (Store one = Partd.client(address);
                Store two = Partd.client(address)) {
            one.append("2025/bern", bytes("x"));
            assertThat(two.get("2025/bern")).isEqualTo(bytes("x"));
            for (Parallel.Action refused : List.<Parallel.Action>of(
                    () -> one.append("a-|-b", bytes("x")),
                    () -> one.get("a-|-b"),
                    () -> one.claim(List.of("a-|-b")),
                    () -> one.delete("a-|/-|b"))) {
                assertThatThrownBy(refused::run)
                        .isInstanceOf(InvalidKeyException.class)
                        .hasMessageContaining("'-|-' separates the parts of a key on Python's wire");
            }
            assertThatThrownBy(() -> one.append("", bytes("x"))).isInstanceOf(InvalidKeyException.class);
            assertThatThrownBy(() -> one.append("\ud800", bytes("x")))
                    .isInstanceOf(InvalidKeyException.class)
                    .hasMessageContaining("surrogate");
            assertThat(one.get("2025/bern")).isEqualTo(bytes("x"));
        }
    }

    @Test
    void whatPythonsServerCannotIsRefusedByName() throws IOException {
        String address = serve("memory");
        try (Store client = Partd.client(address)) {
            for (Parallel.Action refused :
                    List.<Parallel.Action>of(client::keys, () -> client.pop("x"), client::lock, client::compact)) {
                assertThatThrownBy(refused::run)
                        .isInstanceOf(UnsupportedOperationException.class)
                        .hasMessageStartingWith("Python's server at " + address + " cannot ");
            }
            client.append("x", bytes("still fine"));
        }
    }

    @Test
    void largeValuesGoBothWays() throws IOException {
        String address = serve("buffer", directory.resolve("data").toString());
        byte[] large = new byte[50_000_000];
        new Random(1).nextBytes(large);
        try (Store client = Partd.client(address)) {
            client.append(Map.of("large", large, "small", bytes("s")));
            client.append("small", bytes("t"));
            List<byte[]> back = client.get(List.of("small", "large"));
            assertThat(back.get(0)).isEqualTo(bytes("st"));
            assertThat(back.get(1)).isEqualTo(large);
        }
    }

    @Test
    void manyThreadsLoseNothingAndKeepTheirOrder() throws Exception {
        String address = serve("memory");
        try (Store client = Partd.client(address)) {
            Parallel.run(4, thread -> {
                for (int i = 0; i < 300; i++) {
                    Map<String, byte[]> batch = new TreeMap<>();
                    batch.put("own" + thread, bytes("<" + i + ">"));
                    batch.put("shared", bytes("<" + i + ">"));
                    client.append(batch);
                }
            });
            StringBuilder expected = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                expected.append('<').append(i).append('>');
            }
            for (int thread = 0; thread < 4; thread++) {
                assertThat(client.get("own" + thread)).isEqualTo(bytes(expected.toString()));
            }
            assertThat(client.get("shared")).hasSize(4 * expected.length());
        }
    }

    @Test
    void closingDeletesNothing() throws IOException {
        String address = serve("memory");
        Store client = Partd.client(address);
        client.append("x", bytes("1"));
        client.close();
        client.close();
        assertThatThrownBy(() -> client.get("x"))
                .isInstanceOf(StoreClosedException.class)
                .hasMessage("closed: Client(" + address + ")");
        try (Store another = Partd.client(address)) {
            assertThat(another.get("x")).isEqualTo(bytes("1"));
        }
    }

    @Test
    void stopsTheServer() throws IOException {
        String address = serve("memory");
        try (ClientStore client = ClientStore.open(Endpoint.of(address))) {
            client.append("x", bytes("1"));
            client.stopServer();
            String status = "";
            while (!status.equals("closed")) { // which it is a moment after its acknowledgement
                python.writeLine("status");
                status = String.valueOf(python.readLine());
            }
        }
    }

    @Test
    void aServerThatDiesIsNamedAndALateAppendIsUnknown() throws IOException {
        String address = serve("memory");
        ClientOptions options = ClientOptions.defaults().timeout(Duration.ofSeconds(4));
        try (ClientStore client = ClientStore.open(Endpoint.of(address), options)) {
            client.append("x", bytes("1"));
            client.stopServer();
            assertThatThrownBy(() -> client.append("x", bytes("2")))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("append of 1 key and 1 bytes was sent to the server at " + address)
                    .hasMessageContaining("it did not answer within 4 s");
            python.close();
            assertThatThrownBy(() -> client.append("x", bytes("2")))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageContaining("cannot connect to " + address)
                    .hasMessageEndingWith("tried for 4 s, and the call had no effect");
        }
    }
}
