package io.partd.redis.wire;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisClientConfig;

/** How connections are made: through TLS or not, and as whom. Thread-safe. */
public final class Dialing {

    private final JedisClientConfig config;
    private final Settings settings;
    private final Map<ServerAddress, Set<Script>> known = new ConcurrentHashMap<>();

    public Dialing(Settings settings) {
        this.settings = settings;
        DefaultJedisClientConfig.Builder builder = DefaultJedisClientConfig.builder()
                .resp2()
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
                .socketTimeoutMillis(settings.silenceMillis());
        String password = settings.password();
        if (password != null) {
            builder.password(password);
            String user = settings.user();
            if (user != null) {
                builder.user(user);
            }
        }
        config = builder.build();
    }

    Settings settings() {
        return settings;
    }

    /** Returns the scripts that a server was sent; whoever sends one adds it, and removes those it does not know. */
    Set<Script> known(ServerAddress server) {
        return known.computeIfAbsent(server, each -> ConcurrentHashMap.newKeySet());
    }

    /** Returns what the socket of a connection is made by. */
    Wire wire(ServerAddress server) {
        return new Wire(server, settings.tls(), settings.silenceMillis());
    }

    /** Makes a connection; throws the library's exceptions. */
    Connection connect(Wire wire) {
        return new Connection(wire, config);
    }
}
