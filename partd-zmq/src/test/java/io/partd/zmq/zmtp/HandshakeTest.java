package io.partd.zmq.zmtp;

import static io.partd.zmq.Bytes.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.NullMechanism;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that do not shake hands as they should. After each, no memory is held and the socket is closed. */
final class HandshakeTest {

    private static final long GENERAL = 4L * Blocks.SIZE;

    private final Blocks blocks = Blocks.of(GENERAL, Blocks.SIZE);
    private Listener listener;
    private RawPeer peer;
    private SocketChannel accepted;

    @BeforeEach
    void connect() throws IOException {
        listener = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"));
        again();
    }

    private void again() throws IOException {
        peer = RawPeer.connect(listener.endpoint());
        accepted = listener.accept();
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        listener.close();
    }

    private Connection greet(long millis) throws IOException {
        return Listener.greet(
                accepted,
                "the peer",
                new NullMechanism(Map.of("Socket-Type", "ROUTER")),
                new Limits(blocks, 1 << 20, 1 << 17, millis, 120_000));
    }

    private void requireRefused(Class<? extends IOException> exception, String reason) throws IOException {
        assertThatThrownBy(() -> greet(120_000)).isInstanceOf(exception).hasMessageContaining(reason);
        assertThat(accepted.isOpen()).isFalse();
        assertThat(blocks.used(GENERAL)).isZero();
        peer.close();
        again();
    }

    @Test
    void aGreetingAndReadyAreEnough() throws Exception {
        peer.bytes(RawPeer.GREETING);
        try (Connection connection = greet(120_000)) {
            assertThat(new String(connection.properties().get("socket-type"), UTF_8))
                    .isEqualTo("DEALER");
            peer.send("message");
            Message message = connection.receive(120_000);
            assertThat(message.next()).isTrue();
            assertThat(message.readText(message.remaining())).isEqualTo("message");
        }
        assertThat(blocks.used(GENERAL)).isZero();
    }

    @Test
    void whatIsNoZmtpThreeIsRefusedWithTheReason() throws IOException {
        peer.bytes(utf8("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        requireRefused(HandshakeException.class, "it speaks no ZMTP 3; it began with GET / HTTP/");
        peer.bytes(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 5});
        requireRefused(HandshakeException.class, "it speaks ZMTP 1; version 3 is needed");
        peer.bytes(new byte[] {-1, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 2, 5});
        requireRefused(HandshakeException.class, "it speaks ZMTP 2; version 3 is needed");
        // ZMTP 1 without a signature: a frame with the identity, of no bytes, and one of a message.
        peer.bytes(new byte[] {1, 0, 8, 0, 'm', 'e', 's', 's', 'a', 'g', 'e', 0});
        requireRefused(HandshakeException.class, "it speaks no ZMTP 3");
    }

    @Test
    void anotherMechanismIsRefusedWithTheReason() throws IOException {
        byte[] greeting = RawPeer.GREETING.clone();
        System.arraycopy(utf8("CURVE"), 0, greeting, 12, 5);
        peer.bytes(greeting);
        requireRefused(HandshakeException.class, "it wants the security mechanism CURVE; this side has NULL");
        Arrays.fill(greeting, 12, 32, (byte) 0xFE);
        peer.bytes(greeting);
        requireRefused(HandshakeException.class, "it wants the security mechanism ????????????????????");
        Arrays.fill(greeting, 12, 32, (byte) 0);
        peer.bytes(greeting);
        requireRefused(HandshakeException.class, "it wants the security mechanism ;");
    }

    @Test
    void otherCommandsThanReadyAreRefused() throws IOException {
        byte[] greeting = Arrays.copyOf(RawPeer.GREETING, 64);
        for (byte[] command : new byte[][] {
            {4, 5, 4, 'P', 'I', 'N', 'G'},
            {4, 0},
            {4, 1, 9},
            {0, 5, 5, 'R', 'E', 'A', 'D', 'Y'},
            {5, 6, 5, 'R', 'E', 'A', 'D', 'Y'},
            {4, 7, 5, 'R', 'E', 'A', 'D', 'Y', 9},
            {4, 11, 5, 'R', 'E', 'A', 'D', 'Y', 1, 'x', 127, -1, -1},
            {6, 0, 0, 0, 0, 0, 1, 0, 1},
            {6, -1, -1, -1, -1, -1, -1, -1, -1},
            {68, 0}
        }) {
            peer.bytes(greeting).bytes(command);
            requireRefused(IOException.class, "");
        }
    }

    @Test
    void aConnectionThatEndsAfterAnyByteHoldsNothing() throws IOException {
        for (int length = 0; length < RawPeer.GREETING.length; length++) {
            peer.bytes(Arrays.copyOf(RawPeer.GREETING, length));
            peer.endOutput();
            requireRefused(EOFException.class, "");
        }
    }

    @Test
    void aSlowDripIsCutOffAtTheTimeLimit() throws IOException {
        AtomicBoolean over = new AtomicBoolean();
        Parallel.Running drip = Parallel.start(() -> {
            for (int i = 0; i < RawPeer.GREETING.length - 1 && !over.get(); i++) {
                peer.bytes(RawPeer.GREETING[i]);
                Thread.sleep(20);
            }
        });
        assertThatThrownBy(() -> greet(300)).isInstanceOf(SocketTimeoutException.class);
        over.set(true);
        assertThat(accepted.isOpen()).isFalse();
        assertThat(blocks.used(GENERAL)).isZero();
        try {
            drip.join();
        } catch (AssertionError e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void peersThatAreRefusedLeaveNoDescriptorOpen() throws IOException {
        assertThatThrownBy(() -> greet(1)).isInstanceOf(SocketTimeoutException.class);
        long before = descriptors();
        int peers = 30;
        for (int i = 0; i < peers; i++) {
            peer.close();
            again();
            assertThatThrownBy(() -> greet(1)).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(descriptors()).isLessThan(before + peers);
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    @Timeout(300)
    void theTimeOfAConnectIsThatOfItsHandshakeToo() {
        Limits limits = new Limits(blocks, 1 << 20, 1 << 17, 100_000, 100_000);
        NullMechanism mechanism = new NullMechanism(Map.of("Socket-Type", "DEALER"));
        long begun = System.nanoTime();
        assertThatThrownBy(() -> Dialer.connect(listener.endpoint(), mechanism, limits, 300))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("the handshake took too long");
        assertThat(System.nanoTime() - begun).isLessThan(50_000_000_000L);
    }
}
