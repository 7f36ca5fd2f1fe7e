package io.partd.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Reads certificates and keys as the engine's own configuration names them, in PEM (RFC 7468). */
final class PemFiles {

    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----", Pattern.DOTALL);
    private static final char[] NO_PASSWORD = new char[0];

    private PemFiles() {}

    /**
     * Returns the settings for TLS.
     *
     * @param authorities whom to trust; null for whom the JVM does
     * @param certificate who we are, with the key; null for nobody
     */
    static SSLContext context(@Nullable Path authorities, @Nullable Path certificate, @Nullable Path key)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate == null || key == null ? null : own(certificate, key),
                    authorities == null ? null : trusted(authorities),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates for TLS: " + e.getMessage(), e);
        }
    }

    private static TrustManager[] trusted(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        int number = 0;
        for (Certificate each : certificates(file)) {
            store.setCertificateEntry("ca" + number++, each);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static KeyManager[] own(Path certificate, Path key) throws IOException, GeneralSecurityException {
        KeyStore store = emptyStore();
        store.setKeyEntry(
                "own", privateKey(key), NO_PASSWORD, certificates(certificate).toArray(new Certificate[0]));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        Collection<? extends Certificate> all = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
        if (all.isEmpty()) {
            throw new IOException(file + " has no certificate; it must be PEM, with BEGIN CERTIFICATE");
        }
        return all;
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher matcher = KEY.matcher(Files.readString(file, US_ASCII));
        if (!matcher.find()) {
            throw new IOException(file + " has no key of the form BEGIN PRIVATE KEY (PKCS #8, not encrypted); openssl"
                    + " pkcs8 -topk8 -nocrypt makes one of others");
        }
        byte[] encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        for (String algorithm : List.of("RSA", "EC", "Ed25519")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            } catch (GeneralSecurityException e) {
                // It is of another kind.
            }
        }
        throw new IOException(file + " has a key that is neither of RSA nor of elliptic curves");
    }
}
