package io.partd.zmq;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The public half of a {@linkplain CurveKeys pair of keys}: 32 bytes, or 40 characters of Z85, by which one side of a
 * CURVE connection knows the other. No secret. Immutable.
 */
public final class CurvePublicKey {

    /** The bytes of a key, public or secret. */
    static final int LENGTH = 32;

    private final byte[] bytes;

    private CurvePublicKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Makes a key of its bytes, which are copied.
     *
     * @throws IllegalArgumentException if they are not 32
     */
    public static CurvePublicKey of(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a public key of " + bytes.length + " bytes; it has " + LENGTH);
        }
        return new CurvePublicKey(bytes.clone());
    }

    /**
     * Makes a key of its text, as {@link #toString} returns it.
     *
     * @throws IllegalArgumentException if it is not 40 characters of Z85
     */
    public static CurvePublicKey of(String z85) {
        return new CurvePublicKey(Certificate.decode(z85, "public key"));
    }

    /**
     * Reads the key in a certificate, a file such as {@code NAME.key}.
     *
     * @throws IOException if it cannot be read, or is no certificate
     * @see CurveKeys#write
     */
    public static CurvePublicKey read(Path certificate) throws IOException {
        return Certificate.read(certificate).publicKey();
    }

    /** Returns a copy of its 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CurvePublicKey key && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns it as 40 characters of Z85. */
    @Override
    public String toString() {
        return Z85.encode(bytes);
    }
}
