package io.partd.zmq.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.partd.Sample;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever comes from the other side, it is taken or it is a {@link HandshakeException}. */
@Tag("sampled")
class CurveFuzzTest {

    private static final int ROUNDS = Sample.times(10_000, 50_000);

    private interface Receiver {
        void take(byte[] command) throws HandshakeException;
    }

    @Test
    void commandsAreTakenOrRefused() throws HandshakeException {
        Random random = new Random(26);
        byte[] hello = Pair.of(Pair.ANYBODY).hello();
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 50 > 3) { // The handshake's first command comes cheaply, the others need those before them.
                take(hello, mutated(hello, random), c -> server().answer(c));
                continue;
            }
            Pair pair = Pair.of(Pair.ANYBODY);
            byte[] welcome = pair.welcome(pair.hello());
            if (i % 50 == 0) {
                take(welcome, mutated(welcome, random), pair.client::answer);
                continue;
            }
            byte[] initiate = pair.initiate(welcome);
            if (i % 50 == 1) {
                take(initiate, mutated(initiate, random), pair.server::answer);
                continue;
            }
            byte[] ready = pair.ready(initiate);
            if (i % 50 == 2) {
                take(ready, mutated(ready, random), pair.client::answer);
                continue;
            }
            byte[] message = new byte[33 + random.nextInt(100)];
            pair.server.sealing().seal(0, message, message.length - 33);
            pair.client.answer(ready);
            take(message, mutated(message, random), c -> pair.client.sealing().open(c, c.length));
        }
    }

    @Test
    void whatIsWellEncryptedIsTakenOrRefused() throws HandshakeException {
        Random random = new Random(27);
        byte[] valid = Properties.encode(Map.of("Socket-Type", "DEALER", "Identity", "abc", "X-Y", ""));
        for (int i = 0; i < ROUNDS; i++) {
            byte[] changed = mutated(valid, random);
            try {
                assertThat(Properties.decode(ByteBuffer.wrap(changed))).isNotNull();
            } catch (HandshakeException e) {
                assertThat(e).hasMessageContaining("propert");
            }
        }
    }

    private static CurveServer server() {
        return new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of());
    }

    private static void take(byte[] valid, byte[] changed, Receiver receiver) {
        byte[] before = changed.clone();
        try {
            receiver.take(changed);
            assertThat(before).isEqualTo(valid);
        } catch (HandshakeException e) {
            assertThat(e.getMessage()).isNotEmpty().matches("[ -~]+");
        }
    }

    private static byte[] mutated(byte[] valid, Random random) {
        byte[] bytes = valid.clone();
        switch (random.nextInt(6)) {
            case 0 -> {
                bytes = new byte[random.nextInt(400)];
                random.nextBytes(bytes);
            }
            case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 50));
            case 2 -> {
                int from = random.nextInt(bytes.length);
                bytes = Arrays.copyOfRange(bytes, from, bytes.length + random.nextInt(10));
            }
            case 3 -> {
                String name =
                        new String[] {"ERROR", "READY", "HELLO", "WELCOME", "INITIATE", "MESSAGE"}[random.nextInt(6)];
                byte[] body = new byte[random.nextInt(300)];
                random.nextBytes(body);
                bytes = Commands.encode(name, body);
            }
            default -> {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }
}
