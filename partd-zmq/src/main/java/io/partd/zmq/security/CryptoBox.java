package io.partd.zmq.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.bouncycastle.util.Pack;
import org.jspecify.annotations.Nullable;

/**
 * NaCl's {@code crypto_box}: X25519, XSalsa20 and Poly1305. A box is a checksum of {@link #OVERHEAD} bytes with what
 * was encrypted behind it, and is made and opened in place. For one thread.
 */
final class CryptoBox {

    /** The bytes of a key, public, secret or {@linkplain #sharedKey shared}. */
    static final int KEY = 32;
    /** By how many bytes a box is longer than what is in it; they come first. */
    static final int OVERHEAD = 16;
    /** The bytes of a nonce. */
    static final int NONCE = 24;

    private static final int ROUNDS = 20;
    /** The words of Salsa20's state that are constants: "expand 32-byte k". */
    private static final int[] CONSTANTS = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private final KeyParameter key;
    private final XSalsa20Engine cipher = new XSalsa20Engine();
    private final Poly1305 checksum = new Poly1305();
    private final byte[] checksumKey = new byte[KEY];
    private final byte[] computed = new byte[OVERHEAD];
    private final byte[] received = new byte[OVERHEAD];

    /** Makes boxes with a {@linkplain #sharedKey shared key}. */
    CryptoBox(byte[] sharedKey) {
        key = new KeyParameter(sharedKey);
    }

    /** Makes boxes between the owner of a public key and that of a secret key. */
    static CryptoBox between(byte[] theirPublicKey, byte[] ownSecretKey) throws HandshakeException {
        return new CryptoBox(sharedKey(theirPublicKey, ownSecretKey));
    }

    /**
     * Computes the key that both sides of a box can compute, NaCl's {@code crypto_box_beforenm}.
     *
     * @throws HandshakeException if the public key is one of the few with which everybody could, or has its highest bit
     *     set: X25519 ignores that, so a client could go by two keys
     */
    static byte[] sharedKey(byte[] theirPublicKey, byte[] ownSecretKey) throws HandshakeException {
        byte[] agreed = new byte[KEY];
        boolean canonical = theirPublicKey[KEY - 1] >= 0;
        if (!canonical || !X25519.calculateAgreement(ownSecretKey, 0, theirPublicKey, 0, agreed, 0)) {
            throw new HandshakeException("the other side's public key is none that CURVE may use");
        }
        return hashed(agreed);
    }

    /** HSalsa20 with a nonce of zeros. */
    private static byte[] hashed(byte[] agreed) {
        int[] state = new int[16];
        for (int i = 0; i < 4; i++) {
            state[5 * i] = CONSTANTS[i];
            state[1 + i] = Pack.littleEndianToInt(agreed, 4 * i);
            state[11 + i] = Pack.littleEndianToInt(agreed, 16 + 4 * i);
        }
        int[] mixed = new int[16];
        Salsa20Engine.salsaCore(ROUNDS, state, mixed);
        // Salsa20 adds its input at the end, HSalsa20 does not; the other half of the output had zeros for input.
        byte[] hash = new byte[KEY];
        for (int i = 0; i < 4; i++) {
            Pack.intToLittleEndian(mixed[5 * i] - CONSTANTS[i], hash, 4 * i);
            Pack.intToLittleEndian(mixed[6 + i], hash, 16 + 4 * i);
        }
        return hash;
    }

    /**
     * Makes a box of the {@code length} bytes that begin {@link #OVERHEAD} bytes behind {@code offset}; it begins at
     * {@code offset}. Never use a nonce twice.
     */
    void seal(byte[] nonce, byte[] bytes, int offset, int length) {
        begin(nonce);
        int content = offset + OVERHEAD;
        cipher.processBytes(bytes, content, length, bytes, content);
        checksum.update(bytes, content, length);
        checksum.doFinal(bytes, offset);
    }

    /**
     * Opens a box, of {@code length} bytes with its checksum; the content begins {@link #OVERHEAD} bytes behind
     * {@code offset} then.
     *
     * @return whether it is a box of the other side; if not, nothing is changed
     */
    boolean open(byte[] nonce, byte[] bytes, int offset, int length) {
        int content = offset + OVERHEAD;
        int contentLength = length - OVERHEAD;
        if (contentLength < 0) {
            return false;
        }
        begin(nonce);
        checksum.update(bytes, content, contentLength);
        checksum.doFinal(computed, 0);
        System.arraycopy(bytes, offset, received, 0, OVERHEAD);
        if (!MessageDigest.isEqual(computed, received)) {
            return false;
        }
        cipher.processBytes(bytes, content, contentLength, bytes, content);
        return true;
    }

    /** Makes a box of a copy of some parts, joined. */
    byte[] sealed(byte[] nonce, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer box = ByteBuffer.allocate(OVERHEAD + length).position(OVERHEAD);
        for (byte[] part : parts) {
            box.put(part);
        }
        seal(nonce, box.array(), 0, length);
        return box.array();
    }

    /** Opens a copy of a box, all that remains in a buffer; null if it is no box of the other side. */
    @Nullable
    ByteBuffer opened(byte[] nonce, ByteBuffer box) {
        byte[] bytes = new byte[box.remaining()];
        box.get(bytes);
        return open(nonce, bytes, 0, bytes.length)
                ? ByteBuffer.wrap(bytes, OVERHEAD, bytes.length - OVERHEAD).slice()
                : null;
    }

    /** The first 32 bytes of the key stream are the key of the checksum; what is encrypted takes those behind. */
    private void begin(byte[] nonce) {
        cipher.init(true, new ParametersWithIV(key, nonce));
        Arrays.fill(checksumKey, (byte) 0);
        cipher.processBytes(checksumKey, 0, checksumKey.length, checksumKey, 0);
        checksum.init(new KeyParameter(checksumKey));
    }
}
