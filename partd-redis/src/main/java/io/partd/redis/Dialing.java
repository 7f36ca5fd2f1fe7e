package io.partd.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.exceptions.JedisConnectionException;

/** How connections are made: through TLS or not, and as whom. Thread-safe. */
final class Dialing {

    private final JedisClientConfig config;
    private final @Nullable SSLContext tls;
    private final int silenceMillis;
    private final Map<HostAndPort, Set<Script>> known = new ConcurrentHashMap<>();

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
    Set<Script> known(HostAndPort server) {
        return known.computeIfAbsent(server, each -> ConcurrentHashMap.newKeySet());
    }

    /** Makes a connection; throws the library's exceptions. */
    Connection connect(HostAndPort server) {
        return new Connection(() -> socket(server), config);
    }

    private Socket socket(HostAndPort server) {
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(server.getHost())) {
                try {
                    return socket(server, new InetSocketAddress(address, server.getPort()));
                } catch (IOException e) {
                    failure = e;
                }
            }
        } catch (IOException e) {
            failure = e;
        }
        throw new JedisConnectionException("no connection", failure);
    }

    private Socket socket(HostAndPort server, InetSocketAddress address) throws IOException {
        Socket plain = new Socket();
        boolean made = false;
        try {
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.connect(address, silenceMillis);
            plain.setSoTimeout(silenceMillis);
            Socket socket = tls == null ? plain : encrypted(plain, server, tls);
            made = true;
            return socket;
        } finally {
            if (!made) {
                plain.close();
            }
        }
    }

    private static Socket encrypted(Socket plain, HostAndPort server, SSLContext context) throws IOException {
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, server.getHost(), server.getPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}
