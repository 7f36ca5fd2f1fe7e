package io.partd.zmq.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Partd;
import io.partd.Store;
import io.partd.buffer.WriteBuffer;
import io.partd.zmq.Endpoint;
import io.partd.zmq.Python;
import io.partd.zmq.server.PartdServer;
import io.partd.zmq.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Python partd's client with our server. */
@Tag("interop")
@Timeout(300)
class PythonClientTest {

    @TempDir
    private Path directory;

    private Store store;
    private PartdServer server;

    @BeforeAll
    static void requirePython() {
        Python.require();
    }

    @BeforeEach
    void serve() throws IOException {
        store = Partd.log(directory.resolve("data")).with(WriteBuffer.of("8m"));
        server = PartdServer.start(
                store,
                List.of(Endpoint.of("tcp://127.0.0.1:0"), Endpoint.of("ipc://" + directory.resolve("partd.sock"))),
                ServerOptions.defaults());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    private PythonClient client(String scheme) throws IOException {
        return new PythonClient(server.endpoints().stream()
                .map(Endpoint::toString)
                .filter(address -> address.startsWith(scheme))
                .findFirst()
                .orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "ipc"})
    void everyCommand(String scheme) throws IOException {
        try (PythonClient python = client(scheme)) {
            python.append(Map.of("x", "1", "y", "2", "empty", "", "a+b+c", "3"));
            python.append(Map.of("x", "4", "ä", "5"));
            assertThat(python.get("x", "y", "empty", "a+b+c", "none", "ä", "x"))
                    .containsExactly("14", "2", "", "3", "", "5", "14");
            assertThat(python.getOne("x")).isEqualTo("14");
            assertThat(python.getOne("none")).isEmpty();
            assertThat(python.answer("get")).isEqualTo("-");
            assertThat(store.keys()).containsExactly("a/b/c", "x", "y", "ä");

            python.iset("first", "one");
            python.iset("x", "no");
            assertThat(python.get("first", "x")).containsExactly("one", "14");
            assertThat(python.answer("delete\tx\tnone\ta+b+c")).isEqualTo("done");
            assertThat(python.get("x", "y", "a+b+c")).containsExactly("", "2", "");
            python.append(Map.of("x", "again"));
            assertThat(python.getOne("x")).isEqualTo("again");

            assertThat(python.answer("drop")).isEqualTo("done");
            assertThat(python.get("x", "y", "first")).containsExactly("", "", "");
            python.append(Map.of("x", "after"));
            assertThat(python.getOne("x")).isEqualTo("after");
        }
    }

    @Test
    void aRefusedCommandIsAnErrorAtTheNextOneAndHarmsNothingElse() throws IOException {
        try (PythonClient python = client("tcp")) {
            python.append(Map.of("x", "1"));
            assertThat(python.answer("append\t\t31\ty\t32")).isEqualTo("done"); // the answer is not read yet
            assertThat(python.answer("get\tx")).isEqualTo("AssertionError");
            assertThat(python.get("x", "y")).containsExactly("1", "");
            python.append(Map.of("x", "2"));
            assertThat(python.getOne("x")).isEqualTo("12");
        }
    }

    @Test
    void largeValuesGoBothWays() throws IOException {
        int size = 20_000_000;
        byte[] expected = new byte[size];
        for (long i = 0; i < size; i++) {
            expected[(int) i] = (byte) (i * i % 251);
        }
        try (PythonClient python = client("tcp")) {
            assertThat(python.answer("random\tbig\t" + size)).isEqualTo("done");
            String hex = python.answer("get-one\tbig");
            assertThat(hex).hasSize(2 * size);
            assertThat(store.get("big")).isEqualTo(expected);
            assertThat(HexFormat.of().parseHex(hex)).isEqualTo(expected);
        }
    }

    @Test
    void manyClientsAtOnceLoseNothingAndKeepTheirOrder() throws IOException {
        int each = 2000;
        try (PythonClient one = client("tcp");
                PythonClient two = client("ipc");
                PythonClient three = client("tcp")) {
            one.send("count\tshared\t" + each + "\ta");
            two.send("count\tshared\t" + each + "\tb");
            three.send("count\tshared\t" + each + "\tc");
            assertThat(List.of(one.await(), two.await(), three.await())).containsOnly("done");
        }
        String[] pieces = new String(store.get("shared"), UTF_8).split("(?<=>)");
        assertThat(pieces).hasSize(3 * each);
        for (String name : List.of("a", "b", "c")) {
            int next = 0;
            for (String piece : pieces) {
                if (piece.startsWith("<" + name)) {
                    assertThat(piece).isEqualTo("<" + name + ":" + next + ">");
                    next++;
                }
            }
            assertThat(next).isEqualTo(each);
        }
    }

    @Test
    void aJavaClientAndAPythonClientShareAServer() throws IOException {
        int each = 1000;
        try (PythonClient python = client("tcp");
                Store java = Partd.client(server.endpoints().get(1).toString())) {
            python.append(Map.of("a+b", "python,"));
            assertThat(python.getOne("a+b")).isEqualTo("python,"); // only now Python has read the acknowledgement
            java.append("a/b", "java".getBytes(UTF_8));
            assertThat(python.getOne("a+b")).isEqualTo("python,java");
            assertThat(java.get("a/b")).asString(UTF_8).isEqualTo("python,java");
            assertThat(java.iset("first", "java".getBytes(UTF_8))).isTrue();
            python.iset("first", "python");
            assertThat(java.get("first")).asString(UTF_8).isEqualTo("java");

            python.send("count\tshared\t" + each + "\tp");
            for (int i = 0; i < each; i++) {
                java.append("shared", ("<j:" + i + ">").getBytes(UTF_8));
            }
            assertThat(python.await()).isEqualTo("done");
            int[] next = new int[2];
            for (String piece : new String(java.get("shared"), UTF_8).split("(?<=>)")) {
                int of = piece.startsWith("<j") ? 0 : 1;
                assertThat(piece).isEqualTo("<" + "jp".charAt(of) + ":" + next[of] + ">");
                next[of]++;
            }
            assertThat(next).containsExactly(each, each);
            assertThat(java.pop("a/b")).asString(UTF_8).isEqualTo("python,java");
            assertThat(python.getOne("a+b")).isEmpty();
        }
    }

    @Test
    void closeStopsTheServerAndAllIsStored() throws IOException, InterruptedException {
        try (PythonClient python = client("tcp")) {
            python.append(Map.of("x", "1"));
            assertThat(python.answer("close-server")).isEqualTo("done");
            server.awaitStop();
            server.close();
        }
        try (Store log = Partd.log(directory.resolve("data"))) {
            assertThat(log.get("x")).asString(UTF_8).isEqualTo("1");
        }
    }
}
