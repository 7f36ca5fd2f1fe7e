package io.partd.zmq.client;

import io.partd.ByteSize;
import io.partd.Store;
import io.partd.StoreUri;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import io.partd.zmq.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server's address with the client's options behind it, as in {@code tcp://host:5555?timeout=30s&pipeline=8m}. */
final class ClientUri {

    private static final String TIMEOUT = "timeout";
    private static final String PIPELINE = "pipeline";
    private static final String CURVE_SERVER = "curve-server";
    private static final String CURVE_KEY = "curve-key";
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m|h)");

    private ClientUri() {}

    /** Opens the client. */
    static Store open(StoreUri uri) throws IOException {
        uri.requireOptions(Set.of(TIMEOUT, PIPELINE, CURVE_SERVER, CURVE_KEY));
        Endpoint endpoint = Endpoint.of(uri.scheme() + ":" + uri.path());
        return ClientStore.open(endpoint, options(uri));
    }

    private static ClientOptions options(StoreUri uri) throws IOException {
        ClientOptions options = ClientOptions.defaults();
        Map<String, String> given = uri.options();
        String timeout = given.get(TIMEOUT);
        if (timeout != null) {
            options = options.timeout(duration(timeout, uri));
        }
        String pipeline = given.get(PIPELINE);
        if (pipeline != null) {
            options = options.pipeline(ByteSize.of(pipeline));
        }
        String server = given.get(CURVE_SERVER);
        String key = given.get(CURVE_KEY);
        if (server != null) {
            CurveKeys own = key == null ? CurveKeys.generate() : CurveKeys.read(Path.of(key));
            options = options.curve(own, CurvePublicKey.read(Path.of(server)));
        } else if (key != null) {
            throw new IllegalArgumentException("option " + CURVE_KEY + " in " + uri + " needs " + CURVE_SERVER
                    + "=FILE, the server's public key, beside it");
        }
        return options;
    }

    /** Reads a time, such as {@code 30s}. */
    static Duration duration(String text, StoreUri uri) {
        Matcher matcher = TIME.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("option " + TIMEOUT + "=" + text + " in " + uri
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
