package io.partd.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;

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
        Path pem = directory.resolve("redis.crt");
        keytool("-exportcert", own, "-alias", "redis", "-rfc", "-file", pem.toString());
        Path trustStore = directory.resolve("trust.p12");
        keytool("-importcert", trustStore, "-alias", "redis", "-noprompt", "-file", pem.toString());
        Path keyPem = directory.resolve("redis.key");
        Files.writeString(keyPem, privateKey(own));
        return new RedisCertificate(pem, keyPem, trustStore);
    }

    private static String privateKey(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        Key key = store.getKey("redis", PASSWORD.toCharArray());
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
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
