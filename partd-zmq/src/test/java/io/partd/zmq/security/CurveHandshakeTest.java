package io.partd.zmq.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CurveHandshakeTest {

    private static final String NOT_EXPECTED = "a command of the handshake where none is expected";

    @Test
    void bothSidesLearnOfEachOther() throws Exception {
        Pair pair = Pair.of(Set.of(Pair.CLIENT.publicKey())::contains);
        assertThat(pair.client.name()).isEqualTo("CURVE").isEqualTo(pair.server.name());
        assertThat(pair.client.isServer()).isFalse();
        assertThat(pair.server.isServer()).isTrue();
        assertThat(pair.server.begin()).isNull();

        byte[] hello = pair.hello();
        assertThat(hello).hasSize(200).startsWith(bytes("\5HELLO\1\0"));
        byte[] welcome = pair.welcome(hello);
        assertThat(welcome).hasSize(168).startsWith(bytes("\7WELCOME"));
        byte[] initiate = pair.initiate(welcome);
        assertThat(initiate).hasSizeGreaterThan(257).startsWith(bytes("\10INITIATE"));
        assertThat(pair.server.isReady()).isFalse();
        assertThat(pair.server.client()).isNull();
        assertThat(pair.server.properties()).isEmpty();
        byte[] ready = pair.ready(initiate);
        assertThat(ready).startsWith(bytes("\5READY"));
        assertThat(pair.server.isReady()).isTrue();
        assertThat(pair.server.client()).isEqualTo(Pair.CLIENT.publicKey());
        assertThat(pair.client.isReady()).isFalse();
        assertThat(pair.client.properties()).isEmpty();
        assertThat(pair.client.answer(ready)).isNull();
        assertThat(pair.client.isReady()).isTrue();

        assertThat(pair.server.properties()).containsOnlyKeys("socket-type", "identity");
        assertThat(pair.server.properties().get("socket-type")).asString().isEqualTo("DEALER");
        assertThat(pair.client.properties()).containsOnlyKeys("socket-type");
        assertThat(pair.client.properties().get("socket-type")).asString().isEqualTo("ROUTER");
    }

    @Test
    void clientsThatAreNotAllowedAreTold() throws Exception {
        Pair pair = Pair.of(key -> false);
        byte[] initiate = pair.initiate(pair.welcome(pair.hello()));
        HandshakeException refused = catchThrowableOfType(HandshakeException.class, () -> pair.ready(initiate));
        assertThat(refused).hasMessage("the client's public key " + Pair.CLIENT.publicKey() + " is not allowed");
        assertThat(refused.farewell()).isEqualTo(bytes("\5ERROR\3" + "400"));
        assertThat(pair.server.isReady()).isFalse();
        assertThat(pair.server.sealing()).isNull();
        assertThatThrownBy(() -> pair.client.answer(refused.farewell()))
                .isInstanceOf(HandshakeException.class)
                .hasMessage("the other side refused the connection: 400, it does not allow this side's public key");
        assertThat(pair.client.isReady()).isFalse();
    }

    @Test
    void serverRefusesAClientThatDoesNotKnowItsKey() throws Exception {
        CurveClient client = new CurveClient(Pair.CLIENT, CurveKeys.generate().publicKey(), Map.of());
        byte[] hello = client.begin();
        CurveServer server = new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of());
        refused(() -> server.answer(hello), "HELLO is from a client that does not have this server's public key");
    }

    @Test
    void clientRefusesAServerThatDoesNotHaveTheKey() throws Exception {
        Pair one = Pair.of(Pair.ANYBODY);
        Pair other = Pair.of(Pair.ANYBODY);
        one.hello();
        byte[] welcome = other.welcome(other.hello());
        refused(() -> one.initiate(welcome), "WELCOME is not from the server whose public key was given");
    }

    @Test
    void serverRefusesOtherVersions() throws Exception {
        for (int at : new int[] {6, 7}) {
            Pair pair = Pair.of(Pair.ANYBODY);
            byte[] hello = pair.hello();
            hello[at]++;
            refused(
                    () -> pair.welcome(hello),
                    "version " + hello[6] + "." + hello[7] + " of CURVE; this server speaks 1.0");
        }
    }

    @Test
    void serverRefusesCommandsOfAnotherConnection() throws Exception {
        Pair one = Pair.of(Pair.ANYBODY);
        byte[] hello = one.hello();
        byte[] initiate = one.initiate(one.welcome(hello));
        one.ready(initiate);

        CurveServer other = new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of());
        other.answer(hello);
        refused(() -> other.answer(initiate), "INITIATE without the cookie of the WELCOME");
    }

    @Test
    void refusesCommandsAgainAndAfterAFailure() throws Exception {
        Pair pair = Pair.of(Pair.ANYBODY);
        byte[] hello = pair.hello();
        byte[] initiate = pair.initiate(pair.welcome(hello));
        byte[] changed = initiate.clone();
        changed[changed.length - 1]++;
        refused(() -> pair.ready(changed), "INITIATE is not from the client that has said HELLO");
        refused(() -> pair.ready(initiate), NOT_EXPECTED);
        assertThat(pair.server.isReady()).isFalse();

        Pair done = Pair.ready();
        refused(() -> done.server.answer(hello), NOT_EXPECTED);
        refused(() -> done.client.answer(hello), NOT_EXPECTED);
    }

    @Test
    void refusesAChangeOfAnyByteOfHello() throws Exception {
        byte[] hello = Pair.of(Pair.ANYBODY).hello();
        CurveServer server = new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of());
        assertThat(server.answer(hello.clone())).isNotNull();
        for (int i = 0; i < hello.length; i++) {
            byte[] changed = changed(hello, i);
            refused(() -> new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of()).answer(changed));
        }
    }

    @Test
    void refusesAChangeOfAnyByteOfWelcome() throws Exception {
        for (int i = 0; i < 168; i++) {
            Pair pair = Pair.of(Pair.ANYBODY);
            byte[] changed = changed(pair.welcome(pair.hello()), i);
            refused(() -> pair.initiate(changed));
        }
    }

    @Test
    void refusesAChangeOfAnyByteOfInitiate() throws Exception {
        int length = 257;
        for (int i = 0; i < length; i++) {
            Pair pair = Pair.of(Pair.ANYBODY);
            byte[] initiate = pair.initiate(pair.welcome(pair.hello()));
            length = initiate.length;
            byte[] changed = changed(initiate, i);
            refused(() -> pair.ready(changed));
            assertThat(pair.server.client()).isNull();
        }
    }

    @Test
    void refusesAChangeOfAnyByteOfReady() throws Exception {
        int length = 30;
        for (int i = 0; i < length; i++) {
            Pair pair = Pair.of(Pair.ANYBODY);
            byte[] ready = pair.ready(pair.initiate(pair.welcome(pair.hello())));
            length = ready.length;
            byte[] changed = changed(ready, i);
            refused(() -> pair.client.answer(changed));
            assertThat(pair.client.isReady()).isFalse();
        }
    }

    /** Somebody with keys of its own, who claims to have those of another client. */
    @Test
    void serverRefusesAVouchThatTheKeysOwnerHasNotMade() throws Exception {
        CurvePublicKey victim = CurveKeys.generate().publicKey();
        CurveKeys attacker = CurveKeys.generate();
        CurvePublicKey server = Pair.SERVER.publicKey();
        String forged = "INITIATE with a vouch that is not from the owner of the key ";

        assertThat(initiate(attacker, attacker.publicKey(), null, server)).isNull();
        assertThat(initiate(attacker, victim, null, server)).startsWith(forged + victim);
        assertThat(initiate(attacker, attacker.publicKey(), victim, server)).startsWith(forged);
        assertThat(initiate(attacker, attacker.publicKey(), null, victim)).startsWith(forged);
    }

    /** Says INITIATE with a vouch by one's keys for some other ones; returns why the server refuses it. */
    private static String initiate(
            CurveKeys own, CurvePublicKey claimed, CurvePublicKey vouchedShortTerm, CurvePublicKey vouchedServer)
            throws HandshakeException {
        CurveKeys shortTerm = CurveKeys.generate();
        CurveServer server = new CurveServer(Pair.SERVER, Pair.ANYBODY, Map.of());
        CryptoBox helloBox = CryptoBox.between(Pair.SERVER.publicKey().bytes(), shortTerm.secretBytes());
        byte[] welcome = server.answer(Commands.encode(
                "HELLO",
                Curve.VERSION,
                new byte[72],
                shortTerm.publicKey().bytes(),
                Nonce.encode(1),
                helloBox.sealed(Nonce.of(Nonce.HELLO, 1), new byte[64])));
        ByteBuffer content = helloBox.opened(
                Nonce.of(Nonce.WELCOME, Arrays.copyOfRange(welcome, 8, 24)),
                ByteBuffer.wrap(welcome, 24, welcome.length - 24));
        byte[] serverShortTerm = Curve.take(content, 32);
        byte[] cookie = Curve.take(content, 96);
        byte[] nonce = Curve.random(16);
        byte[] vouch = CryptoBox.between(serverShortTerm, own.secretBytes())
                .sealed(
                        Nonce.of(Nonce.VOUCH, nonce),
                        (vouchedShortTerm == null ? shortTerm.publicKey() : vouchedShortTerm).bytes(),
                        vouchedServer.bytes());
        byte[] initiate = Commands.encode(
                "INITIATE",
                cookie,
                Nonce.encode(2),
                CryptoBox.between(serverShortTerm, shortTerm.secretBytes())
                        .sealed(Nonce.of(Nonce.INITIATE, 2), claimed.bytes(), nonce, vouch));
        try {
            server.answer(initiate);
            return null;
        } catch (HandshakeException e) {
            return e.getMessage();
        }
    }

    @Test
    void clientRefusesAServerKeyThatMakesNoSecret() {
        CurveClient client = new CurveClient(Pair.CLIENT, CurvePublicKey.of(new byte[32]), Map.of());
        refused(client::begin, "the other side's public key is none that CURVE may use");
    }

    private static byte[] changed(byte[] command, int at) {
        byte[] changed = command.clone();
        changed[at] ^= (byte) (1 << at % 8);
        return changed;
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(HandshakeException.class).hasMessage(message);
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(HandshakeException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
