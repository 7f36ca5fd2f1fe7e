package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/** What both sides of a CURVE handshake need: names and sizes of the commands (RFC 26), and random bytes. */
final class Curve {

    static final String NAME = "CURVE";

    static final String HELLO = "HELLO";
    static final String WELCOME = "WELCOME";
    static final String INITIATE = "INITIATE";

    /** The version in a {@code HELLO}: 1.0. */
    static final byte[] VERSION = {1, 0};
    /** Zeros in a {@code HELLO}, which make it longer than the answer. */
    static final int PADDING = 72;
    /** Zeros in the box of a {@code HELLO}. */
    static final int SIGNATURE = 64;
    /** The cookie in a {@code WELCOME}. */
    static final int COOKIE = 96;

    static final int HELLO_BODY =
            VERSION.length + PADDING + CryptoBox.KEY + Long.BYTES + CryptoBox.OVERHEAD + SIGNATURE;
    static final int WELCOME_BODY = Nonce.RANDOM + CryptoBox.OVERHEAD + CryptoBox.KEY + COOKIE;
    /** The box by which a client shows that both of its public keys are its own. */
    static final int VOUCH = CryptoBox.OVERHEAD + 2 * CryptoBox.KEY;
    /** What comes before the properties in the box of an {@code INITIATE}. */
    static final int INITIATE_CONTENT = CryptoBox.KEY + Nonce.RANDOM + VOUCH;

    private static final SecureRandom RANDOM = new SecureRandom();

    private Curve() {}

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static byte[] take(ByteBuffer from, int length) {
        byte[] bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    static void requireLength(String command, ByteBuffer body, int length) throws HandshakeException {
        if (body.remaining() != length) {
            throw new HandshakeException(
                    command + " with " + body.remaining() + " bytes behind its name; it has " + length);
        }
    }

    static void requireAtLeast(String command, ByteBuffer body, int length) throws HandshakeException {
        if (body.remaining() < length) {
            throw new HandshakeException(
                    command + " with " + body.remaining() + " bytes behind its name; it has at least " + length);
        }
    }
}
