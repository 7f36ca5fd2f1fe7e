package io.partd.zmq.server;

import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import io.partd.ByteSize;
import io.partd.Partd;
import io.partd.Store;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Python's dialect, spoken by a client that does not keep to it. */
final class PythonDialectTest {

    @RegisterExtension
    private final LogLines log = new LogLines();

    private final Store store = Partd.memory();
    private PartdServer server;
    private RawPeer peer;

    @BeforeEach
    void start() throws IOException {
        start(store, ServerOptions.defaults().memory(ByteSize.of("4m")));
        peer = syn();
    }

    private void start(Store served, ServerOptions options) throws IOException {
        server = PartdServer.start(served, List.of(Endpoint.of("tcp://127.0.0.1:0")), options);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        server.close();
    }

    private RawPeer syn() throws IOException {
        RawPeer client = RawPeer.greeted(server.endpoints().get(0));
        assertThat(client.send("syn").texts()).containsExactly("ack");
        return client;
    }

    private void requireAck(String... message) throws IOException {
        assertThat(peer.send(message).texts()).as(Arrays.toString(message)).containsExactly("ack");
    }

    private void requireError(String reason, byte[]... message) throws IOException {
        List<String> answer = peer.send(message).texts();
        assertThat(answer).hasSize(2).first().isEqualTo("error");
        assertThat(answer.get(1)).contains(reason);
        assertThat(peer.texts()).containsExactly("ack");
        requireAck("append", "usable", "y");
        assertThat(log.lines()).anyMatch(line -> line.contains(reason));
    }

    @Test
    void everyCommand() throws IOException {
        requireAck("append", "x", "1", "a-|-b", "2", "x", "3");
        requireAck("append", "x", "");
        requireAck("append");
        assertThat(peer.send("get", "x", "nothing", "a-|-b", "x").texts()).containsExactly("13", "", "2", "13");
        assertThat(peer.texts()).containsExactly("ack");
        assertThat(store.keys()).containsExactly("a/b", "x");
        requireAck("iset", "i", "first");
        requireAck("iset", "i", "second");
        requireAck("delete", "x", "nothing", "x");
        requireAck("delete");
        assertThat(peer.send("get", "i", "x").texts()).containsExactly("first", "");
        assertThat(peer.texts()).containsExactly("ack");
        requireAck("drop");
        assertThat(store.keys()).isEmpty();
        assertThat(peer.send("get").texts()).containsExactly("");
        assertThat(peer.texts()).containsExactly("ack");
        requireAck("syn");
        requireAck("syn", "partd/1", "0123456789abcdef");
    }

    @Test
    void refusedCommandsLeaveTheConnectionUsable() throws IOException {
        requireError("append with 1 frames", utf8("append"), utf8("key"));
        requireError("append with 3 frames", utf8("append"), utf8("key"), utf8("value"), utf8("key"));
        requireError("iset with 0 frames", utf8("iset"));
        requireError("iset with 1 frames", utf8("iset"), utf8("key"));
        requireError("iset with 3 frames", utf8("iset"), utf8("key"), utf8("value"), utf8("more"));
        requireError("unknown command", utf8("frobnicate"));
        requireError("unknown command", utf8("APPEND"), utf8("key"), utf8("value"));
        requireError("unknown command", new byte[0]);
        requireError("unknown command", new byte[0], new byte[0], new byte[0]);
        requireError("unknown command", new byte[100_000]);
        requireError("unknown command", new byte[] {(byte) 0xC3, 0x28});
        requireError("not UTF-8", utf8("append"), new byte[] {(byte) 0xFF, 'k'}, utf8("value"));
        requireError("not UTF-8", utf8("iset"), new byte[] {(byte) 0xED, (byte) 0xA0, (byte) 0x80}, utf8("value"));
        requireError("not UTF-8", utf8("delete"), utf8("fine"), new byte[] {(byte) 0xC0, (byte) 0x80});
        requireError("key ''", utf8("append"), utf8(""), utf8("value"));
        requireError("a key of 1048577 bytes", utf8("append"), new byte[(1 << 20) + 1], utf8("value"));
        assertThat(store.keys()).containsExactly("usable");
    }

    @Test
    void aRefusedAppendAddsNothing() throws IOException {
        requireError("append with 5 frames", utf8("append"), utf8("a"), utf8("1"), utf8("b"), utf8("2"), utf8("c"));
        requireError("not UTF-8", utf8("append"), utf8("a"), utf8("1"), new byte[] {-1}, utf8("2"));
        assertThat(store.keys()).containsExactly("usable");
    }

    @Test
    void aFailedGetEndsTheConnection() throws IOException {
        peer.send(utf8("get"), new byte[] {(byte) 0xFF});
        assertThat(peer.isCutOff()).isTrue();
        peer = syn();
        peer.send("get", "x", "");
        assertThat(peer.isCutOff()).isTrue();
        peer = syn();
        assertThat(log.lines()).anyMatch(line -> line.contains("cut off: get: a text is not UTF-8"));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 21, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE, -1})
    void hugeClaimsEndTheConnectionWithTheReason(long length) throws IOException {
        peer.bytes(ByteBuffer.allocate(9).put((byte) 2).putLong(length).array());
        List<String> answer = peer.texts();
        assertThat(answer).first().isEqualTo("error");
        assertThat(answer.get(1)).contains(Long.toUnsignedString(length)).contains("limit of 2097152");
        assertThat(peer.isCutOff()).isTrue();
        peer = syn();
    }

    @Test
    void whatIsNoMessageEndsTheConnectionWithTheReason() throws IOException {
        for (byte[] bytes : List.of(
                new byte[] {8, 0},
                new byte[] {(byte) 0xFF, 0},
                new byte[] {1, 1, 'x', 4, 5, 4, 'P', 'I', 'N', 'G'},
                new byte[] {5, 1, 'x'},
                new byte[] {6, 0, 0, 0, 0, 0, 1, 0, 1})) {
            peer.bytes(bytes);
            assertThat(peer.texts()).hasSize(2).first().isEqualTo("error");
            assertThat(peer.isCutOff()).isTrue();
            peer = syn();
        }
    }

    @Test
    void aFirstMessageThatIsTooLargeIsAnsweredToo() throws IOException {
        try (RawPeer other = RawPeer.greeted(server.endpoints().get(0))) {
            other.bytes(ByteBuffer.allocate(9).put((byte) 2).putLong(1L << 40).array());
            assertThat(other.texts()).hasSize(2).first().isEqualTo("error");
            assertThat(other.isCutOff()).isTrue();
        }
    }

    @Test
    void theFirstMessageNeedNotBeSyn() throws IOException {
        try (RawPeer other = RawPeer.greeted(server.endpoints().get(0))) {
            assertThat(other.send("append", "x", "y").texts()).containsExactly("ack");
        }
        try (RawPeer other = RawPeer.greeted(server.endpoints().get(0))) {
            other.send(new byte[][] {{(byte) 0xFF}});
            assertThat(other.texts()).hasSize(2).first().isEqualTo("error");
            assertThat(other.texts()).containsExactly("ack");
            assertThat(other.send("append", "x", "z").texts()).containsExactly("ack");
        }
        assertThat(store.get("x")).isEqualTo(utf8("yz"));
    }

    @Test
    void offersThatAreNoneAreAnsweredAsPythonDoes() throws IOException {
        for (String[] offer : new String[][] {
            {"syn", "partd/2", "0123456789abcdef"},
            {"syn", "partd/1", "short"},
            {"syn", "partd/1"},
            {"syn", "partd/1", "0123456789abcdef", ""},
            {"syn", "", ""}
        }) {
            try (RawPeer other = RawPeer.greeted(server.endpoints().get(0))) {
                assertThat(other.send(offer).texts()).containsExactly("ack");
                assertThat(other.send("append", "x", "y").texts()).containsExactly("ack");
            }
        }
    }

    @Test
    void manyCommandsWithoutWaitingAreAnsweredInOrder() throws IOException {
        for (int i = 0; i < 1000; i++) {
            peer.put(1, utf8("append")).put(1, utf8("x")).put(0, utf8(i + ","));
            if (i % 10 == 0) {
                peer.put(0, utf8("wrong"));
            }
        }
        peer.send("get", "x");
        for (int i = 0; i < 1000; i++) {
            assertThat(peer.texts()).containsExactly("ack");
            if (i % 10 == 0) {
                assertThat(peer.texts()).first().isEqualTo("error");
                assertThat(peer.texts()).containsExactly("ack");
            }
        }
        assertThat(peer.receive().get(0)).hasSize(10 * 2 + 90 * 3 + 900 * 4);
        assertThat(peer.texts()).containsExactly("ack");
    }

    @Test
    void heartbeatsAreAnsweredBetweenCommands() throws IOException {
        peer.put(4, utf8("\4PING\0\1context")).bytes();
        byte[] pong = new byte[14];
        for (int i = 0; i < pong.length; i++) {
            pong[i] = (byte) peer.read();
        }
        assertThat(pong).isEqualTo(utf8("\4\14\4PONGcontext"));
        peer.put(4, utf8("\4PONG")).put(4, utf8("\7UNKNOWN")).put(4);
        requireAck("append", "x", "y");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../x", "/etc", "/etc/passwd", ".lock", "a/../../x", "a//b", "a/./b", ".", "..", "x\0y", "a"})
    void keysThatAFileStoreRefusesTouchNothingElse(String key, @TempDir Path directory) throws IOException {
        stop();
        Path dataset = directory.resolve("in").resolve("dataset");
        start(Partd.file(dataset), ServerOptions.defaults());
        peer = syn();
        requireAck("append", "a-|-b", "value");
        assertThat(peer.send("append", key, "value").texts()).first().isEqualTo("error");
        assertThat(peer.texts()).containsExactly("ack");
        assertThat(peer.send("iset", key, "value").texts()).first().isEqualTo("error");
        assertThat(peer.texts()).containsExactly("ack");
        assertThat(peer.send("append", key.replace("/", "-|-"), "value").texts())
                .first()
                .isEqualTo("error");
        assertThat(peer.texts()).containsExactly("ack");
        assertThat(peer.send("get", "a-|-b").texts()).containsExactly("value");
        assertThat(peer.texts()).containsExactly("ack");
        assertThat(names(directory)).containsExactly("in");
        assertThat(names(dataset.getParent())).containsExactly("dataset");
        assertThat(names(dataset)).contains("a").doesNotContain("x", "etc");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void valuesLargerThanAllMemoryForMessagesCanBeRead() throws IOException {
        byte[] large = new byte[9 << 20];
        new Random(1).nextBytes(large);
        store.append("large", large);
        store.append("small", utf8("s"));
        List<byte[]> values =
                peer.send("get", "small", "large", "small", "large").receive();
        assertThat(values).hasSize(4);
        assertThat(values.get(0)).isEqualTo(utf8("s"));
        assertThat(Arrays.equals(values.get(1), large)).isTrue();
        assertThat(Arrays.equals(values.get(3), large)).isTrue();
        assertThat(peer.texts()).containsExactly("ack");
    }

    @Test
    void stopsIfAClientAsksForIt() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        Thread waiting = new Thread(() -> {
            try {
                server.awaitStop();
                stopped.countDown();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waiting.start();
        requireAck("close");
        stopped.await();
        server.close();
        assertThat(peer.isCutOff()).isTrue();
    }

    @Test
    void doesNotStopIfThatIsRefused() throws IOException {
        stop();
        start(Partd.memory(), ServerOptions.defaults().stopRequests(StopRequests.REFUSED));
        peer = syn();
        requireError("does not stop", utf8("close"));
    }
}
