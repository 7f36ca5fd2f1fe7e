package io.partd.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A certificate of a server at the loopback, made anew by the JDK's {@code keytool} and signed by itself, in the forms
 * that a server and its clients want it in.
 *
 * @param pem the certificate, which is also that of the authority to trust
 * @param keyPem its private key, not encrypted
 * @param trustStore a PKCS #12 key store that trusts it, with {@link #PASSWORD}
 */
record RedisCertificate(Path pem, Path keyPem, Path trustStore) {

    static final String PASSWORD = "certificate";

    /** Makes one in a directory. */
    static RedisCertificate make(Path directory) throws IOException, GeneralSecurityException {
        Path own = directory.resolve("own.p12");
        keytool(
                "-genkeypair",
                own,
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=partd test",
                "-ext",
                "san=ip:127.0.0.1,dns:localhost",
                "-ext",
                "bc=ca:true",
                "-validity",
                "2");
        KeyStore store = load(own);
        Certificate certificate = store.getCertificate("redis");
        Path pem = write(directory.resolve("redis.crt"), "CERTIFICATE", certificate.getEncoded());
        Key key = store.getKey("redis", PASSWORD.toCharArray());
        Path keyPem = write(directory.resolve("redis.key"), "PRIVATE KEY", key.getEncoded());
        KeyStore trusting = load(null);
        trusting.setCertificateEntry("redis", certificate);
        Path trustStore = directory.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trusting.store(out, PASSWORD.toCharArray());
        }
        return new RedisCertificate(pem, keyPem, trustStore);
    }

    /** Loads a key store; a new one if there is no file. */
    private static KeyStore load(@Nullable Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = file == null ? null : Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private static Path write(Path file, String kind, byte[] content) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }

    private static void keytool(String command, Path store, String... arguments) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                command,
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        words.addAll(List.of(arguments));
        String printed = RedisServer.output(words);
        if (!Files.exists(store)) {
            throw new IOException(String.join(" ", words) + ": " + printed);
        }
    }
}
