package io.partd.zmq.zmtp;

import static io.partd.zmq.Bytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.Parallel;
import io.partd.zmq.Endpoint;
import io.partd.zmq.RawPeer;
import io.partd.zmq.security.NullMechanism;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Frames of any length, wherever they lie in the blocks and however they come. */
final class ReceivingTest {

    private static final long GENERAL = 64L * Blocks.SIZE;
    private static final int LONGEST = 2 << 20;
    private static final long MILLIS = 120_000;

    private final Blocks blocks = Blocks.of(GENERAL, LONGEST);
    private RawPeer peer;
    private Connection connection;

    @BeforeEach
    void connect() throws IOException {
        try (Listener listener = Listener.bind(Endpoint.of("tcp://127.0.0.1:0"))) {
            peer = RawPeer.connect(listener.endpoint());
            peer.bytes(RawPeer.GREETING);
            connection = Listener.greet(
                    listener.accept(),
                    "the peer",
                    new NullMechanism(Map.of("Socket-Type", "ROUTER")),
                    new Limits(blocks, LONGEST, 1 << 17, MILLIS, MILLIS));
            peer.receiveGreeting();
        }
    }

    @AfterEach
    void close() throws IOException {
        connection.close();
        peer.close();
        assertThat(blocks.used(GENERAL)).isZero();
    }

    private void awaitReceived() throws InterruptedException {
        while (blocks.used(GENERAL) == 0) {
            Thread.sleep(1);
        }
    }

    private static byte[] frame(int length, int seed) {
        byte[] frame = new byte[length];
        new Random(seed * 31L + length).nextBytes(frame);
        return frame;
    }

    private static byte[] read(Message message, int way) throws MalformedException {
        if (way == 0) {
            return message.readBytes(message.remaining());
        }
        byte[] frame = new byte[(int) message.remaining()];
        if (way == 1) {
            int half = frame.length / 2;
            message.readBytes(frame, 0, half);
            message.readBytes(frame, half, frame.length - half);
        } else {
            int at = 0;
            for (ByteBuffer slice : message.slices(frame.length)) {
                int count = slice.remaining();
                slice.get(frame, at, count);
                at += count;
            }
        }
        return frame;
    }

    private void require(byte[]... frames) throws Exception {
        Message message = connection.receive(MILLIS);
        for (int way = 0; way < 3; way++) {
            assertThat(message.frames()).isEqualTo(frames.length);
            for (byte[] frame : frames) {
                assertThat(message.next()).isTrue();
                assertThat(message.remaining()).isEqualTo(frame.length);
                assertThat(Arrays.equals(read(message, way), frame)).isTrue();
                assertThat(message.remaining()).isZero();
            }
            assertThat(message.next()).isFalse();
            message.rewind();
        }
    }

    @Test
    void framesOfAllLengthsAroundTheBordersOfBlocks() throws Exception {
        List<byte[][]> messages = new ArrayList<>();
        for (int length : new int[] {0, 1, 253, 254, 255, 256, 257}) {
            messages.add(new byte[][] {frame(length, 1)});
        }
        for (int border = Blocks.SIZE; border <= 3 * Blocks.SIZE; border += Blocks.SIZE) {
            for (int length = border - 24; length <= border + 12; length++) {
                messages.add(new byte[][] {frame(length, 2), frame(3, 3)});
                messages.add(new byte[][] {new byte[0], frame(length, 4), new byte[0]});
            }
        }
        messages.add(new byte[][] {frame(LONGEST - 100, 5)});
        Parallel.Running sending = Parallel.start(() -> {
            for (byte[][] message : messages) {
                peer.send(message);
            }
        });
        for (byte[][] message : messages) {
            require(message);
        }
        sending.join();
    }

    @Test
    void framesThatComeByteByByte() throws Exception {
        byte[][] message = {frame(3, 1), new byte[0], frame(255, 2), frame(256, 3), utf8("end")};
        Parallel.Running sending = Parallel.start(() -> {
            for (int i = 0; i < 3; i++) {
                for (byte b : RawPeer.encode(message)) {
                    peer.bytes(b);
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            require(message);
        }
        sending.join();
    }

    /** Each split is waited for, so that it is seen. */
    @Test
    void messagesThatPauseAfterAnyByte() throws Exception {
        byte[][] message = {frame(5, 1), frame(300, 2)};
        byte[] bytes = RawPeer.encode(message);
        for (int split = 1; split < bytes.length; split += split < 20 ? 1 : 37) {
            int at = split;
            Parallel.Running receiving = Parallel.start(() -> require(message));
            peer.bytes(Arrays.copyOf(bytes, at));
            awaitReceived();
            peer.bytes(Arrays.copyOfRange(bytes, at, bytes.length));
            receiving.join();
        }
    }

    @Test
    void twoHundredThousandSmallFrames() throws Exception {
        Parallel.Running sending = Parallel.start(() -> {
            for (int i = 0; i < 200_000; i++) {
                peer.put(i == 199_999 ? 0 : 1, (byte) i, (byte) (i >> 8));
            }
            peer.bytes();
        });
        Message message = connection.receive(MILLIS);
        assertThat(message.frames()).isEqualTo(200_000);
        assertThat(message.length()).isEqualTo(800_000);
        for (int i = 0; i < 200_000; i++) {
            assertThat(message.next()).isTrue();
            assertThat(message.readByte() | message.readByte() << 8).isEqualTo(i & 0xFFFF);
        }
        sending.join();
    }

    @Test
    void manyMessagesInABlockAndMessagesOverManyBlocks() throws Exception {
        Random random = new Random(7);
        List<byte[][]> messages = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            byte[][] message = new byte[1 + random.nextInt(4)][];
            for (int j = 0; j < message.length; j++) {
                message[j] = frame(random.nextInt(i % 100 == 0 ? 300_000 : 400), i);
            }
            messages.add(message);
        }
        Parallel.Running sending = Parallel.start(() -> {
            for (byte[][] message : messages) {
                peer.send(message);
            }
        });
        for (byte[][] message : messages) {
            require(message);
        }
        sending.join();
        assertThat(connection.hasMore()).isFalse();
    }

    @Test
    void moreIsReadThanThereIs() throws Exception {
        peer.send(new byte[] {1, 2, 3}, new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 9});
        Message message = connection.receive(MILLIS);
        message.next();
        assertThatThrownBy(message::readInt).isInstanceOf(MalformedException.class);
        assertThatThrownBy(message::readLong).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> message.readBytes(4)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> message.readBytes(Long.MAX_VALUE)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> message.slices(-1)).isInstanceOf(MalformedException.class);
        assertThatThrownBy(() -> message.readText(4)).isInstanceOf(MalformedException.class);
        assertThat(message.readByte()).isEqualTo(1);
        message.next();
        assertThat(message.readInt()).isEqualTo(0xFFFF_FFFEL);
        assertThat(message.readByte()).isEqualTo(9);
        assertThatThrownBy(message::readByte).isInstanceOf(MalformedException.class);
    }

    @Test
    void theEndOfAConnectionIsOrderlyOnlyBetweenMessages() throws Exception {
        peer.send("message").endOutput();
        assertThat(connection.receive(MILLIS)).isNotNull();
        assertThat(connection.receive(MILLIS)).isNull();
    }

    @Test
    void theEndOfAConnectionWithinAMessageIsAnError() throws Exception {
        peer.bytes((byte) 1, (byte) 1, (byte) 'x');
        peer.endOutput();
        assertThatThrownBy(() -> connection.receive(MILLIS)).isInstanceOf(EOFException.class);
    }

    @Test
    void silenceEndsTheWaitForAMessage() {
        assertThatThrownBy(() -> connection.receive(50))
                .isInstanceOf(SocketTimeoutException.class)
                .hasMessageContaining("nothing came for 50 ms");
        assertThat(blocks.used(GENERAL)).isZero();
    }

    @Test
    void stoppingEndsTheWaitAndLeavesOutWhatHasComeAlready() throws Exception {
        Parallel.Running waiting =
                Parallel.start(() -> assertThat(connection.receive(MILLIS)).isNull());
        connection.stopReceiving();
        waiting.join();
        peer.send("message");
        assertThat(connection.receive(MILLIS)).isNull();
    }

    @Test
    void abortingEndsAWaitWithinAMessage() throws Exception {
        peer.bytes((byte) 1, (byte) 9);
        Parallel.Running waiting = Parallel.start(
                () -> assertThatThrownBy(() -> connection.receive(MILLIS)).isInstanceOf(IOException.class));
        awaitReceived();
        connection.abort();
        waiting.join();
    }

    @Test
    void aMessageOfTheLargestSizeFitsAndNoneOfAByteMore() throws Exception {
        Parallel.Running sending = Parallel.start(() -> {
            peer.send(frame(LONGEST - 9, 1));
            peer.send(frame(LONGEST - 8, 1));
        });
        require(frame(LONGEST - 9, 1));
        assertThatThrownBy(() -> connection.receive(MILLIS))
                .isInstanceOf(MessageTooLargeException.class)
                .hasMessageContaining("larger than the limit");
        connection.close();
        try {
            sending.join();
        } catch (AssertionError e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
        }
    }
}
