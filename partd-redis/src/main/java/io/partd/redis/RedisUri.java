package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.Options;
import io.partd.Store;
import io.partd.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A dataset's address with the options behind it, as in {@code redis://ada@host:6379/trips?password-env=PW}. */
final class RedisUri {

    private static final Set<String> OPTIONS = Set.of(
            "timeout",
            "lease",
            "pipeline",
            "replicas",
            "connections",
            "buckets",
            "eviction",
            "password-env",
            "password-file",
            "tls-ca",
            "tls-cert",
            "tls-key");

    private final StoreUri uri;
    private final RedisAddress address;
    private final String userInfo;

    private RedisUri(StoreUri uri) {
        this.uri = uri;
        String path = uri.path();
        int at = path.lastIndexOf('@');
        userInfo = at >= 0 && path.startsWith("//") ? path.substring(2, at) : "";
        address = RedisAddress.of(uri.scheme() + ":" + (at >= 0 ? "//" + path.substring(at + 1) : path));
    }

    /** Opens the store. */
    static Store open(StoreUri uri) throws IOException {
        uri.options().requireOnly(OPTIONS);
        RedisUri redis = new RedisUri(uri);
        return RedisStore.open(redis.address, redis.options());
    }

    private RedisOptions options() throws IOException {
        Options given = uri.options();
        RedisOptions options = RedisOptions.defaults();
        options = given.time("timeout").map(options::timeout).orElse(options);
        options = given.time("lease").map(options::lease).orElse(options);
        options = given.size("pipeline").map(options::pipeline).orElse(options);
        options = given.number("replicas").map(options::replicas).orElse(options);
        options = given.number("connections").map(options::connections).orElse(options);
        options = given.number("buckets").map(options::buckets).orElse(options);
        options =
                given.choice("eviction", Eviction.class).map(options::eviction).orElse(options);
        return tls(user(options));
    }

    private RedisOptions user(RedisOptions options) throws IOException {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        String variable = option("password-env");
        String file = option("password-file");
        int given = (password.isEmpty() ? 0 : 1) + (variable == null ? 0 : 1) + (file == null ? 0 : 1);
        if (given > 1) {
            throw new IllegalArgumentException(
                    "several passwords in " + uri + "; give one, in it, by password-env, or by password-file");
        }
        if (variable != null) {
            password = System.getenv(variable);
            if (password == null || password.isEmpty()) {
                throw new IllegalArgumentException(
                        "there is no environment variable " + variable + ", which password-env in " + uri + " names");
            }
        }
        if (file != null) {
            password = Files.readString(Path.of(file), UTF_8).stripTrailing();
        }
        if (password.isEmpty()) {
            if (!user.isEmpty()) {
                throw new IllegalArgumentException("user '" + user + "' in " + uri
                        + " has no password; write user:password@host, or add password-env=NAME or password-file=PATH");
            }
            return options;
        }
        return options.user(user.isEmpty() ? null : user, password);
    }

    private RedisOptions tls(RedisOptions options) throws IOException {
        String ca = option("tls-ca");
        String certificate = option("tls-cert");
        String key = option("tls-key");
        if (ca == null && certificate == null && key == null) {
            return options;
        }
        if (!address.isEncrypted()) {
            throw new IllegalArgumentException(
                    "options tls-ca, tls-cert and tls-key in " + uri + " are for rediss: and rediss-cluster:");
        }
        if ((certificate == null) != (key == null)) {
            throw new IllegalArgumentException("options tls-cert and tls-key in " + uri + " go together");
        }
        return options.tls(PemFiles.context(path(ca), path(certificate), path(key)));
    }

    private static @Nullable Path path(@Nullable String text) {
        return text == null ? null : Path.of(text);
    }

    private @Nullable String option(String name) {
        return uri.options().text(name).orElse(null);
    }
}
