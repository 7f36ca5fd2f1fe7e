package io.partd.zmq.zmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import io.partd.zmq.security.CurveClient;
import io.partd.zmq.security.CurveServer;
import io.partd.zmq.security.Mechanism;
import io.partd.zmq.security.NullMechanism;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames of any length from buffers of any kind, in the clear and sealed, to another connection. */
final class SendingTest {

    private static final Map<String, String> SOCKET = Map.of("Socket-Type", "DEALER");
    private static final long GENERAL = 64L * Blocks.SIZE;
    private static final long MILLIS = 120_000;
    private static final int GATHERED = 1 << 17;

    private final Blocks blocks = Blocks.of(GENERAL, 4 << 20);
    private final CurveKeys serverKeys = CurveKeys.generate();

    private Limits limits() {
        return new Limits(blocks, 4 << 20, GATHERED, MILLIS, MILLIS);
    }

    /** Does something with both ends of a connection. */
    private interface Action {
        void run(Connection from, Connection to) throws Exception;
    }

    private void connected(boolean sealed, Action action) throws Exception {
        Mechanism client = sealed
                ? new CurveClient(CurveKeys.generate(), serverKeys.publicKey(), SOCKET)
                : new NullMechanism(SOCKET);
        Mechanism server = sealed ? new CurveServer(serverKeys, key -> true, SOCKET) : new NullMechanism(SOCKET);
        try (Listener listener = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"))) {
            Connection[] from = new Connection[1];
            Parallel.Running dialing =
                    Parallel.start(() -> from[0] = Dialer.connect(listener.endpoint(), client, limits(), MILLIS));
            try (Connection to = Listener.greet(listener.accept(), "the client", server, limits())) {
                dialing.join();
                try (Connection sender = from[0]) {
                    action.run(sender, to);
                }
            }
        }
        assertThat(blocks.used(GENERAL)).isZero();
    }

    private static byte[] frame(int length) {
        byte[] frame = new byte[length];
        new Random(length).nextBytes(frame);
        return frame;
    }

    private static void put(Connection connection, byte[] frame, int way) throws IOException {
        int length = frame.length;
        switch (way) {
            case 0 -> connection.put(frame, 0, length);
            case 1 -> {
                connection.put(frame, 0, length / 3);
                connection.put(frame, length / 3, length - length / 3);
            }
            case 2 -> connection.put(ByteBuffer.wrap(frame));
            case 3 -> connection.put(ByteBuffer.wrap(frame).asReadOnlyBuffer());
            default -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(length + 5);
                direct.position(3).put(frame).position(3).limit(3 + length);
                connection.put(direct.asReadOnlyBuffer());
                connection.put(direct.limit(3));
                assertThat(direct.position()).isEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void framesOfAllLengthsAroundTheBufferFromBuffersOfAnyKind(boolean sealed) throws Exception {
        List<Integer> lengths = new ArrayList<>(List.of(0, 1, 221, 222, 223, 254, 255, 256, 257, 1_000_000));
        for (int length = GATHERED - 60; length <= GATHERED + 10; length++) {
            lengths.add(length);
        }
        connected(sealed, (from, to) -> {
            Parallel.Running sending = Parallel.start(() -> {
                for (int i = 0; i < lengths.size() * 5; i++) {
                    byte[] frame = frame(lengths.get(i / 5));
                    from.frame(true, frame.length);
                    put(from, frame, i % 5);
                    from.frame(false, 0);
                    if (i % 7 == 0) {
                        from.flush();
                    }
                }
                from.flush();
            });
            for (int i = 0; i < lengths.size() * 5; i++) {
                Message message = to.receive(MILLIS);
                assertThat(message.frames()).isEqualTo(2);
                assertThat(message.next()).isTrue();
                byte[] received = message.readBytes(message.remaining());
                assertThat(Arrays.equals(received, frame(lengths.get(i / 5)))).isTrue();
                assertThat(message.next()).isTrue();
                assertThat(message.remaining()).isZero();
                assertThat(message.next()).isFalse();
            }
            sending.join();
        });
    }

    /** One array is opened at a time, however many frames there are. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMessageOfManyLargeFramesFitsIntoTheMemory(boolean sealed) throws Exception {
        connected(sealed, (from, to) -> {
            byte[] frame = frame(500_000);
            Parallel.Running sending = Parallel.start(() -> {
                for (int i = 0; i < 8; i++) {
                    from.frame(i < 7, frame.length);
                    from.put(frame, 0, frame.length);
                }
                from.flush();
            });
            Message message = to.receive(MILLIS);
            assertThat(message.frames()).isEqualTo(8);
            for (int i = 0; i < 8; i++) {
                assertThat(message.next()).isTrue();
                assertThat(Arrays.equals(message.readBytes(message.remaining()), frame))
                        .isTrue();
            }
            sending.join();
            assertThat(blocks.used(GENERAL)).isLessThan(6 << 20);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void bothDirectionsAtOnce(boolean sealed) throws Exception {
        connected(sealed, (from, to) -> {
            List<Parallel.Running> running = new ArrayList<>();
            for (Connection sender : List.of(from, to)) {
                running.add(Parallel.start(() -> {
                    for (int i = 0; i < 2000; i++) {
                        byte[] frame = frame(i);
                        sender.frame(false, frame.length);
                        sender.put(frame, 0, frame.length);
                    }
                    sender.flush();
                }));
            }
            for (Connection receiver : List.of(from, to)) {
                running.add(Parallel.start(() -> {
                    for (int i = 0; i < 2000; i++) {
                        Message message = receiver.receive(MILLIS);
                        assertThat(message.next()).isTrue();
                        assertThat(Arrays.equals(message.readBytes(message.remaining()), frame(i)))
                                .isTrue();
                    }
                }));
            }
            running.forEach(Parallel.Running::join);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPeerThatIsGoneIsALostConnection(boolean sealed) throws Exception {
        connected(sealed, (from, to) -> {
            to.close();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            from.frame(false, 100_000);
                            from.put(new byte[100_000], 0, 100_000);
                            from.flush();
                        }
                    })
                    .isInstanceOf(LostConnectionException.class)
                    .hasMessageContaining("could not send to it");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFrameThatIsNotCompleteIsNotFollowedByAnother(boolean sealed) throws Exception {
        connected(sealed, (from, to) -> {
            from.frame(false, 2);
            from.put(new byte[1], 0, 1);
            assertThatThrownBy(() -> from.frame(false, 1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("1 bytes are missing in a frame");
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nobodyThereOrNoServer(boolean sealed) throws Exception {
        Mechanism mechanism = sealed
                ? new CurveClient(CurveKeys.generate(), serverKeys.publicKey(), SOCKET)
                : new NullMechanism(SOCKET);
        Listener listener = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"));
        listener.close();
        assertThatThrownBy(() -> Dialer.connect(listener.endpoint(), mechanism, limits(), MILLIS))
                .isInstanceOf(IOException.class);
        assertThat(blocks.used(GENERAL)).isZero();
        assertThatThrownBy(() -> RawPeer.connect(listener.endpoint())).isInstanceOf(IOException.class);
    }
}
