package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.ByteSize;
import io.partd.Store;
import io.partd.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

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
        uri.requireOptions(OPTIONS);
        RedisUri redis = new RedisUri(uri);
        return RedisStore.open(redis.address, redis.options());
    }

    private RedisOptions options() throws IOException {
        RedisOptions options = RedisOptions.defaults();
        for (Map.Entry<String, String> option : uri.options().entrySet()) {
            String value = option.getValue();
            options = switch (option.getKey()) {
                case "timeout" -> options.timeout(duration("timeout", value));
                case "lease" -> options.lease(duration("lease", value));
                case "pipeline" -> options.pipeline(ByteSize.of(value));
                case "replicas" -> options.replicas(number("replicas", value));
                case "connections" -> options.connections(number("connections", value));
                case "buckets" -> options.buckets(number("buckets", value));
                case "eviction" -> options.eviction(eviction(value));
                default -> options;
            };
        }
        return tls(user(options));
    }

    private RedisOptions user(RedisOptions options) throws IOException {
        int colon = userInfo.indexOf(':');
        String user = colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = colon < 0 ? "" : userInfo.substring(colon + 1);
        String variable = uri.options().get("password-env");
        String file = uri.options().get("password-file");
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
        String ca = uri.options().get("tls-ca");
        String certificate = uri.options().get("tls-cert");
        String key = uri.options().get("tls-key");
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

    private Eviction eviction(String text) {
        return switch (text) {
            case "refused" -> Eviction.REFUSED;
            case "accepted" -> Eviction.ACCEPTED;
            default ->
                throw new IllegalArgumentException(
                        "option eviction=" + text + " in " + uri + " must be refused or accepted");
        };
    }

    private int number(String name, String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("option " + name + "=" + text + " in " + uri + " is no number");
        }
        return Integer.parseInt(text);
    }

    private Duration duration(String name, String text) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("option " + name + "=" + text + " in " + uri
                    + " is no time; write a number and ms, s, m or h, as in 500ms or 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }
}
