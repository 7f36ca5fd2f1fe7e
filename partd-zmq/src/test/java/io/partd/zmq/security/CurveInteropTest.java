package io.partd.zmq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ChildProcess;
import io.partd.zmq.AllowedKeys;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Python;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Speaks with libzmq, through Python. */
@Timeout(300)
class CurveInteropTest {

    private static final int[][] MESSAGES = {
        {0}, {1}, {222, 223, 224}, {0, 0, 5, 0}, {255, 256, 65536}, {1_000_000}, {1_000_000, 0, 1_000_000}
    };

    private final CurveKeys clientKeys = CurveKeys.generate();
    private final CurveKeys serverKeys = CurveKeys.generate();

    @TempDir
    Path directory;

    @BeforeEach
    void writeCertificates() throws IOException {
        Python.require();
        serverKeys.write(directory.resolve("server"));
        clientKeys.write(directory.resolve("client"));
        Files.createDirectory(directory.resolve("allowed"));
        clientKeys.write(directory.resolve("allowed").resolve("ada"));
    }

    private ChildProcess python(String... arguments) throws IOException {
        return Python.script(CurveInteropTest.class, "curve.py", arguments);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    private CurveClient client(CurveKeys keys) {
        return new CurveClient(keys, serverKeys.publicKey(), Map.of("Socket-Type", "DEALER", "Identity", ""));
    }

    private static List<byte[]> message(String text) {
        return List.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void clientSpeaksWithLibzmqsServer() throws Exception {
        try (ChildProcess python = python("router", file("server.key_secret"))) {
            echo(Integer.parseInt(python.readLine()));
            python.join();
        }
    }

    @Test
    void clientIsAllowedByLibzmqsServer() throws Exception {
        try (ChildProcess python = python("router", file("server.key_secret"), file("allowed"))) {
            int port = Integer.parseInt(python.readLine());
            try (ZmtpSocket socket = ZmtpSocket.connect(port, client(CurveKeys.generate()))) {
                assertThatThrownBy(socket::handshake)
                        .isInstanceOf(HandshakeException.class)
                        .hasMessageContaining("400, it does not allow this side's public key");
            }
            echo(port);
            python.join();
        }
    }

    private void echo(int port) throws IOException {
        CurveClient client = client(clientKeys);
        Random random = new Random(3);
        try (ZmtpSocket socket = ZmtpSocket.connect(port, client).handshake()) {
            assertThat(client.properties().get("socket-type")).asString().isEqualTo("ROUTER");
            for (int[] sizes : MESSAGES) {
                List<byte[]> message = new ArrayList<>();
                for (int size : sizes) {
                    byte[] part = new byte[size];
                    random.nextBytes(part);
                    message.add(part);
                }
                socket.send(message);
                assertThat(socket.receive()).containsExactlyElementsOf(message);
            }
            socket.send(message("stop"));
            assertThat(socket.receive()).hasSize(1);
        }
    }

    @Test
    void serverSpeaksWithLibzmqsClient() throws Exception {
        CurveServer server = new CurveServer(
                serverKeys, AllowedKeys.read(directory.resolve("allowed")), Map.of("Socket-Type", "ROUTER"));
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess python = python(
                        "dealer",
                        Integer.toString(listening.getLocalPort()),
                        file("server.key"),
                        file("client.key_secret"));
                ZmtpSocket socket = ZmtpSocket.accept(listening, server).handshake()) {
            assertThat(server.client()).isEqualTo(clientKeys.publicKey());
            assertThat(server.properties().get("socket-type")).asString().isEqualTo("DEALER");
            List<byte[]> message = socket.receive();
            while (message.size() != 1 || !new String(message.get(0), StandardCharsets.UTF_8).equals("wait")) {
                socket.send(message);
                message = socket.receive();
            }
            for (int i = 0; i < 5; i++) {
                socket.receiveCommand(); // it is to send a heartbeat every 50 ms
            }
            socket.send(message("waited"));
            assertThat(socket.receive()).containsExactly(message("stop").get(0));
            assertThat(socket.commands()).contains("PING").containsOnly("PING");
            assertThat(python.join()).containsExactly("ok");
        }
    }

    @Test
    void libzmqsClientIsToldThatItIsNotAllowed() throws Exception {
        CurveServer server = new CurveServer(serverKeys, key -> false, Map.of("Socket-Type", "ROUTER"));
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ChildProcess python = python(
                        "refused",
                        Integer.toString(listening.getLocalPort()),
                        file("server.key"),
                        file("client.key_secret"));
                ZmtpSocket socket = ZmtpSocket.accept(listening, server)) {
            assertThatThrownBy(socket::handshake).isInstanceOf(HandshakeException.class);
            assertThat(python.readLine()).isEqualTo("400");
        }
    }

    @Test
    void pythonReadsOurCertificates() throws Exception {
        try (ChildProcess python = python("show", file("client.key"))) {
            assertThat(python.join()).containsExactly(clientKeys.publicKey() + " -");
        }
        try (ChildProcess python = python("show", file("client.key_secret"))) {
            List<String> lines = python.join();
            assertThat(lines).hasSize(1);
            String[] keys = lines.get(0).split(" ");
            assertThat(keys[0]).isEqualTo(clientKeys.publicKey().toString());
            assertThat(CurveKeys.ofSecret(keys[1]).publicKey()).isEqualTo(clientKeys.publicKey());
        }
    }

    @Test
    void readsPythonsCertificates() throws Exception {
        try (ChildProcess python = python("create", directory.toString(), "theirs")) {
            List<String> lines = python.join();
            Path secret = directory.resolve("theirs.key_secret");
            Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
            CurveKeys keys = CurveKeys.read(secret);
            assertThat(lines.get(0)).isEqualTo(keys.publicKey() + " -");
            assertThat(CurveKeys.ofSecret(lines.get(1).split(" ")[1]).publicKey())
                    .isEqualTo(keys.publicKey());
            assertThat(AllowedKeys.read(directory.resolve("theirs.key")).test(keys.publicKey()))
                    .isTrue();
        }
    }
}
