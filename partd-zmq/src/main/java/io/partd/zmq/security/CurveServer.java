package io.partd.zmq.security;

import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of a CURVE handshake (RFC 26). It answers clients that know its public key, and lets in those whose
 * own key is allowed; the others are told the status 400. For one connection and one thread.
 */
public final class CurveServer implements Mechanism {

    private final CurveKeys own;
    private final Predicate<? super CurvePublicKey> allowed;
    private final byte[] metadata;
    private final CurveKeys shortTerm = CurveKeys.generate();
    // RFC 26 lets a server put its state into the cookie. A connection has a state here, so the cookie is random.
    private final byte[] cookie = Curve.random(Curve.COOKIE);
    private Step expected = Step.HELLO;
    private long received;
    private byte @Nullable [] clientShortTerm;
    private @Nullable CurvePublicKey client;
    private @Nullable Map<String, byte[]> properties;
    private @Nullable Sealing sealing;

    private enum Step {
        HELLO,
        INITIATE,
        NOTHING
    }

    /**
     * Makes the mechanism for one connection.
     *
     * @param own the server's keys
     * @param allowed tells by its public key whether a client may come in, such as an {@link io.partd.zmq.AllowedKeys};
     *     {@code key -> true} lets in all that know the server's public key
     * @param properties what this side says of itself, such as {@code Socket-Type}; ASCII
     */
    public CurveServer(CurveKeys own, Predicate<? super CurvePublicKey> allowed, Map<String, String> properties) {
        this.own = own;
        this.allowed = allowed;
        this.metadata = Properties.encode(properties);
    }

    @Override
    public String name() {
        return Curve.NAME;
    }

    @Override
    public boolean isServer() {
        return true;
    }

    @Override
    public byte @Nullable [] begin() {
        return null;
    }

    @Override
    public byte[] answer(byte[] command) throws HandshakeException {
        Step step = expected;
        expected = Step.NOTHING; // also if this one is refused
        if (step == Step.HELLO) {
            byte[] welcome = welcome(Commands.body(command, Curve.HELLO));
            expected = Step.INITIATE;
            return welcome;
        }
        if (step == Step.INITIATE && clientShortTerm != null) {
            return ready(clientShortTerm, Commands.body(command, Curve.INITIATE));
        }
        throw new HandshakeException("a command of the handshake where none is expected");
    }

    private byte[] welcome(ByteBuffer hello) throws HandshakeException {
        Curve.requireLength(Curve.HELLO, hello, Curve.HELLO_BODY);
        byte[] version = Curve.take(hello, Curve.VERSION.length);
        if (!Arrays.equals(version, Curve.VERSION)) {
            throw new HandshakeException(
                    "version " + (version[0] & 0xFF) + "." + (version[1] & 0xFF) + " of CURVE; this server speaks 1.0");
        }
        requireZeros(hello, Curve.PADDING);
        byte[] theirs = Curve.take(hello, CryptoBox.KEY);
        received = hello.getLong();
        CryptoBox helloBox = CryptoBox.between(theirs, own.secretBytes());
        ByteBuffer signature = helloBox.opened(Nonce.of(Nonce.HELLO, received), hello);
        if (signature == null) {
            throw new HandshakeException("HELLO is from a client that does not have this server's public key");
        }
        requireZeros(signature, Curve.SIGNATURE);
        clientShortTerm = theirs;

        byte[] nonce = Curve.random(Nonce.RANDOM);
        return Commands.encode(
                Curve.WELCOME,
                nonce,
                helloBox.sealed(
                        Nonce.of(Nonce.WELCOME, nonce), shortTerm.publicKey().bytes(), cookie));
    }

    private static void requireZeros(ByteBuffer from, int length) throws HandshakeException {
        if (!Arrays.equals(Curve.take(from, length), new byte[length])) {
            throw new HandshakeException("HELLO with other bytes where there should be zeros");
        }
    }

    private byte[] ready(byte[] theirs, ByteBuffer initiate) throws HandshakeException {
        Curve.requireAtLeast(
                Curve.INITIATE, initiate, Curve.COOKIE + Long.BYTES + CryptoBox.OVERHEAD + Curve.INITIATE_CONTENT);
        if (!MessageDigest.isEqual(Curve.take(initiate, Curve.COOKIE), cookie)) {
            throw new HandshakeException("INITIATE without the cookie of the WELCOME");
        }
        long number = initiate.getLong();
        if (Long.compareUnsigned(number, received) <= 0) {
            throw new HandshakeException("INITIATE with number " + Long.toUnsignedString(number) + ", after "
                    + Long.toUnsignedString(received));
        }
        received = number;
        byte[] shared = CryptoBox.sharedKey(theirs, shortTerm.secretBytes());
        ByteBuffer content = new CryptoBox(shared).opened(Nonce.of(Nonce.INITIATE, number), initiate);
        if (content == null) {
            throw new HandshakeException("INITIATE is not from the client that has said HELLO");
        }
        CurvePublicKey claimed = CurvePublicKey.of(Curve.take(content, CryptoBox.KEY));
        requireVouch(claimed, theirs, content);
        if (!allowed.test(claimed)) {
            throw new HandshakeException(
                    "the client's public key " + claimed + " is not allowed", Commands.error(Commands.NOT_ALLOWED));
        }
        properties = Properties.decode(content);
        client = claimed;
        sealing = new CurveSealing(shared, true, 1, number);
        return Commands.encode(
                Commands.READY, Nonce.encode(1), new CryptoBox(shared).sealed(Nonce.of(Nonce.READY, 1), metadata));
    }

    /** Checks that the owner of the long-term key says that the short-term key is its own too, to this server. */
    private void requireVouch(CurvePublicKey claimed, byte[] theirs, ByteBuffer content) throws HandshakeException {
        byte[] nonce = Nonce.of(Nonce.VOUCH, Curve.take(content, Nonce.RANDOM));
        ByteBuffer vouch = CryptoBox.between(claimed.bytes(), shortTerm.secretBytes())
                .opened(nonce, ByteBuffer.wrap(Curve.take(content, Curve.VOUCH)));
        if (vouch == null
                || !MessageDigest.isEqual(Curve.take(vouch, CryptoBox.KEY), theirs)
                || !MessageDigest.isEqual(
                        Curve.take(vouch, CryptoBox.KEY), own.publicKey().bytes())) {
            throw new HandshakeException("INITIATE with a vouch that is not from the owner of the key " + claimed);
        }
    }

    /** Returns the public key of the client, null until it is let in. */
    public @Nullable CurvePublicKey client() {
        return client;
    }

    @Override
    public boolean isReady() {
        return sealing != null;
    }

    @Override
    public Map<String, byte[]> properties() {
        return properties == null ? Map.of() : properties;
    }

    @Override
    public @Nullable Sealing sealing() {
        return sealing;
    }
}
