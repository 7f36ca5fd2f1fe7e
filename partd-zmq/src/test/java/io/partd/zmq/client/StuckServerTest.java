package io.partd.zmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.ByteSize;
import io.partd.OutcomeUnknownException;
import io.partd.Parallel;
import io.partd.Section;
import io.partd.zmq.Bytes;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import io.partd.zmq.client.FakeServer.Asked;
import io.partd.zmq.client.FakeServer.Talk;
import io.partd.zmq.wire.Greetings;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.MessageTooLargeException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that get stuck or go at an awkward moment: calls end in time, and leave nothing behind. */
@Timeout(300)
class StuckServerTest {

    private static final Duration SHORT = Duration.ofMillis(1500);
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir
    private Path directory;

    private static ClientStore pipelined(FakeServer server, Duration timeout, String bytes) throws IOException {
        return ClientStore.open(
                server.endpoint(), ClientOptions.defaults().timeout(timeout).pipeline(ByteSize.of(bytes)));
    }

    @Test
    void anAppendWhoseLineIsLostBeforeItIsSentIsSentOnceOnTheNext() throws Exception {
        CountDownLatch sent = new CountDownLatch(1);
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                        Asked claim = talk.offer(1, 0, false).expect(Operation.CLAIM);
                        talk.done(claim);
                        Thread.sleep(20); // the client makes the memory of its pipeline meanwhile
                    })
                    .then(talk -> {
                        talk.offer(1, 0, true);
                        Asked append = talk.expect(Operation.APPEND);
                        assertThat(append.number()).isPositive();
                        talk.done(append);
                        talk.done(talk.expect(Operation.FLUSH));
                        sent.countDown();
                        talk.awaitEnd();
                    });
            try (ClientStore client = pipelined(server, LONG, "400m")) {
                client.append("x", new byte[40_000_000]);
                client.flush();
                assertThat(sent.await(100, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void aSectionEndsAtTheServerEvenIfThereIsNoCreditForThat() throws Exception {
        CountDownLatch unlocked = new CountDownLatch(1);
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.offer(1, 0, false);
                talk.done(talk.expect(Operation.LOCK));
                talk.done(talk.expect(Operation.CLAIM));
                Asked last = talk.expect(Operation.APPEND);
                for (int i = 1; i < FakeServer.CREDIT; i++) {
                    last = talk.expect(Operation.APPEND);
                }
                Asked unlock = talk.expect(Operation.UNLOCK);
                unlocked.countDown();
                talk.done(last);
                talk.done(unlock);
                talk.awaitEnd();
            });
            try (ClientStore client = pipelined(server, SHORT, "1m")) {
                Section section = client.lock();
                for (int i = 0; i < FakeServer.CREDIT; i++) {
                    client.append("x", new byte[] {1});
                }
                try {
                    section.close();
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("1500 ms");
                }
                assertThat(unlocked.await(100, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    /** Sends a frame slowly, until the client has had enough. */
    private static void dribble(Talk talk) throws Exception {
        try {
            talk.connection().frame(false, 1000);
            for (int i = 0; i < 300; i++) {
                talk.connection().put(new byte[] {1}, 0, 1);
                talk.connection().flush();
                Thread.sleep(100);
            }
        } catch (IOException e) {
            // It has gone.
        }
    }

    private static Talk python(Talk talk) throws Exception {
        talk.frames();
        talk.send(Greetings.bytes(Greetings.ACK));
        return talk;
    }

    @Test
    void anAnswerOfPythonsThatComesDropByDropEndsInTime() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> python(talk).awaitEnd()).then(talk -> {
                python(talk).frames();
                dribble(talk);
            });
            try (ClientStore client = server.client(SHORT)) {
                long begun = System.nanoTime();
                assertThatThrownBy(() -> client.get("x")).isInstanceOf(IOException.class);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
            }
        }
    }

    @Test
    void anAnswerToTheGreetingThatComesDropByDropEndsInTime() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.frames();
                dribble(talk);
            });
            long begun = System.nanoTime();
            assertThatThrownBy(() -> server.client(SHORT)).isInstanceOf(IOException.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
        }
    }

    @Test
    void aUnixSocketThatTakesNobodyEndsInTime() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel first = SocketChannel.open(StandardProtocolFamily.UNIX);
                SocketChannel second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            first.connect(address);
            second.connect(address);
            assertThatThrownBy(() -> ClientStore.open(
                            Endpoint.of("ipc://" + directory.resolve("s")),
                            ClientOptions.defaults().timeout(SHORT)))
                    .isInstanceOf(java.net.ConnectException.class)
                    .hasMessageContaining("no connection to ipc://" + directory.resolve("s") + " within 1500 ms");
        }
    }

    @Test
    void ofAnAppendThatMayBeStoredItIsNotSaidThatItHadNoEffect() throws Exception {
        FakeServer server = new FakeServer();
        server.then(talk -> {
            talk.offer(1, 0, false).expect(Operation.APPEND);
            server.close();
        });
        try (ClientStore client = server.client(SHORT)) {
            assertThatThrownBy(() -> client.append("x", new byte[1]))
                    .isInstanceOf(OutcomeUnknownException.class)
                    .hasMessageContaining("may or may not be done")
                    .hasMessageNotContaining("no effect");
        }
    }

    @Test
    void aRequestIsMeasuredInBytesNotCharacters() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> talk.offer(1, 0, false).awaitEnd());
            try (ClientStore client = server.client(LONG)) {
                Map<String, byte[]> batch = Map.of("é".repeat(10_000), new byte[(1 << 26) - 15_000]);
                assertThatThrownBy(() -> client.append(batch))
                        .isInstanceOf(MessageTooLargeException.class)
                        .hasMessageContaining("takes at most 67108864 bytes at once");
            }
        }
    }

    /** Takes a little now and then, and sends a byte of an answer each time: there is always something that moves. */
    private static void crawl(ServerSocket listener, byte[] greeting) {
        try (Socket client = listener.accept()) {
            client.setReceiveBufferSize(1 << 12);
            client.getOutputStream().write(greeting);
            byte[] some = new byte[1 << 12];
            while (client.getInputStream().read(some) > 0) {
                client.getOutputStream().write(0);
                Thread.sleep(50);
            }
        } catch (IOException | InterruptedException e) {
            // The client has had enough.
        }
    }

    /** Of 256 MiB the server would take some for an hour. */
    @Test
    void anAppendToAServerThatTakesItDropByDropEndsInTime() throws Exception {
        byte[] offer = RawPeer.encode(
                Greetings.bytes(Greetings.ACK),
                Greetings.bytes(Greetings.DIALECT),
                new byte[Greetings.ID_LENGTH],
                new Bytes().u64(1 << 29).frame(),
                new Bytes().u32(10).frame(),
                new Bytes().u64(0).u8(0).frame());
        byte[] half = {RawPeer.LONG, 0, 0, 0, 0, 0, 16, 0, 0}; // of a frame of 1 MiB
        byte[] all = new Bytes().raw(RawPeer.GREETING).raw(offer).raw(half).frame();
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Parallel.Running server = Parallel.start(() -> crawl(listener, all));
            Endpoint endpoint = Endpoint.of("tcp://127.0.0.1:" + listener.getLocalPort());
            ClientOptions options = ClientOptions.defaults().timeout(SHORT);
            try (ClientStore client = ClientStore.open(endpoint, options)) {
                List<ByteBuffer> value = Collections.nCopies(256, ByteBuffer.allocate(1 << 20));
                assertThatThrownBy(() -> client.appendBuffers(Map.of("x", value)))
                        .isInstanceOf(IOException.class);
            }
            server.join();
        }
    }

    @Test
    void aPopWhoseSectionsEndIsNotAnsweredEndsInTime() throws Exception {
        try (FakeServer server = new FakeServer()) {
            server.then(talk -> {
                talk.offer(1, 0, false);
                talk.done(talk.expect(Operation.LOCK));
                talk.value(talk.expect(Operation.GET), "value");
                Asked delete = talk.expect(Operation.DELETE);
                Thread.sleep(3000); // half of the time that the whole call may take
                talk.done(delete);
                talk.awaitEnd();
            });
            try (ClientStore client = server.client(Duration.ofSeconds(6))) {
                long begun = System.nanoTime();
                assertThat(client.pop("x")).isEqualTo(Bytes.utf8("value"));
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(8500));
            }
        }
    }
}
