package io.partd.zmq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CurveSealingTest {

    private static final int OVERHEAD = 33;

    private Sealing client;
    private Sealing server;

    @BeforeEach
    void shakeHands() throws HandshakeException {
        Pair pair = Pair.ready();
        client = pair.client.sealing();
        server = pair.server.sealing();
    }

    private static byte[] sealed(Sealing by, int flags, byte[] content) {
        byte[] frame = new byte[content.length + by.overhead()];
        System.arraycopy(content, 0, frame, by.offset(), content.length);
        by.seal(flags, frame, content.length);
        return frame;
    }

    @Test
    void opensWhatTheOtherSideHasSealed() throws Exception {
        assertThat(client.overhead()).isEqualTo(OVERHEAD);
        Random random = new Random(2);
        for (int i = 0; i < 200; i++) {
            byte[] content = new byte[i < 70 ? i : random.nextInt(10_000)];
            random.nextBytes(content);
            int flags = i % 4;
            boolean toServer = random.nextBoolean();
            byte[] frame = sealed(toServer ? client : server, flags, content);
            assertThat(frame[0]).isEqualTo((byte) 7);
            // The array may be longer than the frame.
            byte[] received = Arrays.copyOf(frame, frame.length + random.nextInt(5));
            assertThat((toServer ? server : client).open(received, frame.length))
                    .isEqualTo(flags);
            assertThat(Arrays.copyOfRange(received, OVERHEAD, frame.length)).isEqualTo(content);
        }
    }

    @Test
    void refusesAChangeOfAnyByteOrLength() throws Exception {
        byte[] frame = sealed(client, Sealing.MORE, "some content".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < frame.length; i++) {
            byte[] changed = frame.clone();
            changed[i] ^= (byte) (1 << i % 8);
            refused(changed, changed.length);
            refused(frame.clone(), i);
        }
        refused(Arrays.copyOf(frame, frame.length + 1), frame.length + 1);
        assertThat(server.open(frame, frame.length)).isEqualTo(Sealing.MORE);
    }

    private void refused(byte[] frame, int length) {
        assertThatThrownBy(() -> server.open(frame, length)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void refusesAFrameAgainAndAnOlderOne() throws Exception {
        byte[] first = sealed(client, 0, new byte[10]);
        byte[] second = sealed(client, 0, new byte[10]);
        assertThat(server.open(second.clone(), second.length)).isZero();
        assertThatThrownBy(() -> server.open(second, second.length))
                .isInstanceOf(HandshakeException.class)
                .hasMessage("an encrypted frame again, or out of order: number 4 after 4");
        assertThatThrownBy(() -> server.open(first, first.length))
                .isInstanceOf(HandshakeException.class)
                .hasMessage("an encrypted frame again, or out of order: number 3 after 4");
    }

    @Test
    void refusesAFrameThatWasSentTheOtherWay() {
        byte[] frame = sealed(client, 0, new byte[10]);
        assertThatThrownBy(() -> client.open(frame, frame.length)).isInstanceOf(HandshakeException.class);
    }

    @Test
    void refusesAFrameThatIsNotEncrypted() {
        assertThatThrownBy(() -> server.open(new byte[100], 100))
                .isInstanceOf(HandshakeException.class)
                .hasMessage("a frame of 100 bytes that is not encrypted, on a connection where all are");
    }
}
