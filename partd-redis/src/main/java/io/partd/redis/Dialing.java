package io.partd.redis;

import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/** How connections are made: through TLS or not, and as whom. Thread-safe. */
final class Dialing {

    private final JedisClientConfig config;
    private final @Nullable SSLContext tls;
    private final int silenceMillis;
    private final Map<ServerAddress, Set<Script>> known = new ConcurrentHashMap<>();

    Dialing(RedisAddress address, RedisOptions options) throws IOException {
        silenceMillis = options.silenceMillis();
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .socketTimeoutMillis(silenceMillis);
        String password = options.password();
        if (password != null) {
            builder.password(password);
            String user = options.user();
            if (user != null) {
                builder.user(user);
            }
        }
        config = builder.build();
        tls = address.isEncrypted() ? context(options) : null;
    }

    private static SSLContext context(RedisOptions options) throws IOException {
        SSLContext given = options.tls();
        try {
            return given == null ? SSLContext.getDefault() : given;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JVM has no settings for TLS", e);
        }
    }

    /** Returns the scripts that a server was sent; whoever sends one adds it, and removes those it does not know. */
    Set<Script> known(ServerAddress server) {
        return known.computeIfAbsent(server, each -> ConcurrentHashMap.newKeySet());
    }

    /** Returns what the socket of a connection is made by. */
    Wire wire(ServerAddress server) {
        return new Wire(server, tls, silenceMillis);
    }

    /** Makes a connection; throws the library's exceptions. */
    Connection connect(Wire wire) {
        return new Connection(wire, config);
    }
}
