package io.partd.zmq.security;

import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of a CURVE handshake (RFC 26). Only the server with the public key that the client knows can answer
 * it, and only that server learns the client's public key. For one connection and one thread.
 */
public final class CurveClient implements Mechanism {

    private final CurveKeys own;
    private final byte[] server;
    private final byte[] metadata;
    private final CurveKeys shortTerm = CurveKeys.generate();
    private Step expected = Step.NOTHING;
    private long sent;
    private @Nullable CryptoBox toServer;
    private byte @Nullable [] key;
    private @Nullable Map<String, byte[]> properties;
    private @Nullable Sealing sealing;

    private enum Step {
        WELCOME,
        READY,
        NOTHING
    }

    /**
     * Makes the mechanism for one connection.
     *
     * @param own the client's keys
     * @param server the public key of the server to speak to
     * @param properties what this side says of itself, such as {@code Socket-Type}; ASCII
     */
    public CurveClient(CurveKeys own, CurvePublicKey server, Map<String, String> properties) {
        this.own = own;
        this.server = server.bytes();
        this.metadata = Properties.encode(properties);
    }

    @Override
    public String name() {
        return Curve.NAME;
    }

    @Override
    public boolean isServer() {
        return false;
    }

    @Override
    public byte[] begin() throws HandshakeException {
        toServer = CryptoBox.between(server, shortTerm.secretBytes());
        expected = Step.WELCOME;
        sent++;
        return Commands.encode(
                Curve.HELLO,
                Curve.VERSION,
                new byte[Curve.PADDING],
                shortTerm.publicKey().bytes(),
                Nonce.encode(sent),
                toServer.sealed(Nonce.of(Nonce.HELLO, sent), new byte[Curve.SIGNATURE]));
    }

    @Override
    public byte @Nullable [] answer(byte[] command) throws HandshakeException {
        Step step = expected;
        expected = Step.NOTHING; // also if this one is refused
        if (step == Step.WELCOME && toServer != null) {
            byte[] initiate = initiate(toServer, Commands.body(command, Curve.WELCOME));
            expected = Step.READY;
            return initiate;
        }
        if (step == Step.READY && key != null) {
            ready(key, Commands.body(command, Commands.READY));
            return null;
        }
        throw new HandshakeException("a command of the handshake where none is expected");
    }

    private byte[] initiate(CryptoBox helloBox, ByteBuffer welcome) throws HandshakeException {
        Curve.requireLength(Curve.WELCOME, welcome, Curve.WELCOME_BODY);
        byte[] nonce = Nonce.of(Nonce.WELCOME, Curve.take(welcome, Nonce.RANDOM));
        ByteBuffer content = helloBox.opened(nonce, welcome);
        if (content == null) {
            throw new HandshakeException("WELCOME is not from the server whose public key was given");
        }
        byte[] serverShortTerm = Curve.take(content, CryptoBox.KEY);
        byte[] cookie = Curve.take(content, Curve.COOKIE);
        byte[] shared = CryptoBox.sharedKey(serverShortTerm, shortTerm.secretBytes());
        key = shared;

        byte[] vouchNonce = Curve.random(Nonce.RANDOM);
        byte[] vouch = CryptoBox.between(serverShortTerm, own.secretBytes())
                .sealed(Nonce.of(Nonce.VOUCH, vouchNonce), shortTerm.publicKey().bytes(), server);
        sent++;
        byte[] box = new CryptoBox(shared)
                .sealed(Nonce.of(Nonce.INITIATE, sent), own.publicKey().bytes(), vouchNonce, vouch, metadata);
        return Commands.encode(Curve.INITIATE, cookie, Nonce.encode(sent), box);
    }

    private void ready(byte[] shared, ByteBuffer ready) throws HandshakeException {
        Curve.requireAtLeast(Commands.READY, ready, Long.BYTES + CryptoBox.OVERHEAD);
        long received = ready.getLong();
        ByteBuffer content = new CryptoBox(shared).opened(Nonce.of(Nonce.READY, received), ready);
        if (content == null) {
            throw new HandshakeException("READY is not from the server that has said WELCOME");
        }
        properties = Properties.decode(content);
        sealing = new CurveSealing(shared, false, sent, received);
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
