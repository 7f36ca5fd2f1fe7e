package io.partd.zmq;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A pair of keys for CURVE, ZeroMQ's encryption (RFC 26): a secret one that stays with its owner, and the
 * {@linkplain CurvePublicKey public one} that the other side has to know. Immutable. {@code toString} shows the public
 * key only.
 *
 * <p>They are kept as pyzmq and CZMQ keep them, in two certificates: {@code NAME.key} has the public key and may go to
 * anybody, {@code NAME.key_secret} has both.
 */
public final class CurveKeys {

    private final byte[] secret;
    private final CurvePublicKey publicKey;

    private CurveKeys(byte[] secret) {
        this.secret = secret;
        byte[] derived = new byte[CurvePublicKey.LENGTH];
        X25519.generatePublicKey(secret, 0, derived, 0);
        this.publicKey = CurvePublicKey.of(derived);
    }

    /** Makes a new pair, from the system's source of random numbers. */
    public static CurveKeys generate() {
        byte[] secret = new byte[CurvePublicKey.LENGTH];
        X25519.generatePrivateKey(new SecureRandom(), secret);
        return new CurveKeys(secret);
    }

    /**
     * Makes the pair of a secret key.
     *
     * @throws IllegalArgumentException if that is not 40 characters of Z85; the message does not show it
     */
    public static CurveKeys ofSecret(String z85) {
        return new CurveKeys(Certificate.decode(z85, "secret key"));
    }

    /**
     * Reads the pair in a secret certificate, a file such as {@code NAME.key_secret}.
     *
     * @throws IOException if it cannot be read, is no certificate, has no secret key, or one that does not belong to
     *     the public one, or if others than its owner may read or write it; the message says what to do
     */
    public static CurveKeys read(Path certificate) throws IOException {
        Certificate.requirePrivate(certificate);
        Certificate read = Certificate.read(certificate);
        CurveKeys keys = new CurveKeys(read.secretKey());
        if (!keys.publicKey.equals(read.publicKey())) {
            throw new FileSystemException(
                    certificate.toString(), null, "its public key does not belong to its secret key");
        }
        return keys;
    }

    /** Returns where {@link #write} puts the public key: the name with {@code .key} behind it. */
    public static Path publicFile(Path name) {
        return name.resolveSibling(fileName(name) + ".key");
    }

    /** Returns where {@link #write} puts both keys: the name with {@code .key_secret} behind it. */
    public static Path secretFile(Path name) {
        return name.resolveSibling(fileName(name) + ".key_secret");
    }

    private static String fileName(Path name) {
        Path last = name.getFileName();
        if (last == null || last.toString().isEmpty() || last.toString().matches("\\.\\.?")) {
            throw new IllegalArgumentException("'" + name + "' names no file");
        }
        return last.toString();
    }

    /**
     * Writes both certificates, {@code NAME.key} and {@code NAME.key_secret}. Only its owner can read the second, from
     * the moment that it is there. Nothing is overwritten; if one of them cannot be written, none is left.
     *
     * @param name where, without what follows the dot
     * @throws FileAlreadyExistsException if one of them exists
     * @throws IOException if they cannot be written
     */
    public void write(Path name) throws IOException {
        Path publicFile = publicFile(name);
        Path secretFile = secretFile(name);
        if (Files.exists(publicFile)) {
            throw new FileAlreadyExistsException(publicFile.toString(), null, Certificate.EXISTS);
        }
        Certificate.writeSecret(secretFile, publicKey, Z85.encode(secret));
        try {
            Certificate.writePublic(publicFile, publicKey);
        } catch (Throwable e) {
            Certificate.discard(secretFile, e);
            throw e;
        }
    }

    /** Returns the public key. */
    public CurvePublicKey publicKey() {
        return publicKey;
    }

    /** Returns a copy of the secret key's 32 bytes. Keep it to yourself. */
    public byte[] secretBytes() {
        return secret.clone();
    }

    /** Returns the public key, and that there is a secret one. */
    @Override
    public String toString() {
        return "CurveKeys[" + publicKey + ", secret]";
    }
}
