package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The nonces of CURVE (RFC 26): a prefix that says what the box is for, and either a number that only grows or random
 * bytes.
 */
final class Nonce {

    static final String HELLO = "CurveZMQHELLO---";
    static final String INITIATE = "CurveZMQINITIATE";
    static final String READY = "CurveZMQREADY---";
    static final String MESSAGE_OF_CLIENT = "CurveZMQMESSAGEC";
    static final String MESSAGE_OF_SERVER = "CurveZMQMESSAGES";
    static final String WELCOME = "WELCOME-";
    static final String VOUCH = "VOUCH---";

    /** The bytes of the prefix before a number. */
    static final int PREFIX = CryptoBox.NONCE - Long.BYTES;
    /** The bytes of random ones. */
    static final int RANDOM = 16;

    private Nonce() {}

    /** Makes one with a number, which must grow with each of the connection's commands. */
    static byte[] of(String prefix, long number) {
        return begin(prefix).putLong(number).array();
    }

    /** Makes one with 16 random bytes. */
    static byte[] of(String prefix, byte[] random) {
        return begin(prefix).put(random).array();
    }

    /** Returns a number as it is sent. */
    static byte[] encode(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static ByteBuffer begin(String prefix) {
        return ByteBuffer.allocate(CryptoBox.NONCE).put(prefix.getBytes(StandardCharsets.US_ASCII));
    }
}
