package io.partd.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/** One command to a server, over a connection of its own. */
final class RedisCommand {

    private static final int SILENCE_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);

    private final int port;
    private final DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
            .resp2()
            .clientSetInfoConfig(ClientSetInfoConfig.DISABLED)
            .timeoutMillis(SILENCE_MILLIS);

    RedisCommand(int port) {
        this.port = port;
    }

    /** Goes through TLS if there is a certificate, which is the one to trust. */
    RedisCommand trusting(@Nullable RedisCertificate certificate) {
        if (certificate != null) {
            config.sslOptions(SslOptions.builder()
                    .truststore(certificate.trustStore().toFile(), RedisCertificate.PASSWORD.toCharArray())
                    .trustStoreType("PKCS12")
                    .build());
        }
        return this;
    }

    /** Goes as a user. */
    RedisCommand as(String user, String password) {
        config.user(user).password(password);
        return this;
    }

    /**
     * Carries it out.
     *
     * @return the answer as text: a line for each element of an array, nothing for what is not there
     * @throws ErrorAnswerException if the answer is an error
     * @throws IOException if nobody answers
     */
    String run(String... words) throws IOException {
        byte[][] arguments = new byte[words.length - 1][];
        for (int i = 1; i < words.length; i++) {
            arguments[i - 1] = words[i].getBytes(StandardCharsets.UTF_8);
        }
        try (Connection connection = new Connection(new HostAndPort(RedisServer.HOST, port), config.build())) {
            connection.sendCommand(() -> words[0].getBytes(StandardCharsets.UTF_8), arguments);
            return text(connection.getOne()).stripTrailing();
        } catch (JedisDataException e) {
            throw new ErrorAnswerException(String.join(" ", words) + " at port " + port + ": " + e.getMessage(), e);
        } catch (JedisException e) {
            throw new IOException(String.join(" ", words) + " at port " + port + ": " + e.getMessage(), e);
        }
    }

    private static String text(@Nullable Object answer) {
        if (answer == null) {
            return "";
        }
        if (answer instanceof byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8);
        }
        if (answer instanceof List<?> list) {
            return list.stream().map(RedisCommand::text).collect(Collectors.joining("\n"));
        }
        return answer.toString();
    }

    /** The server's answer is an error. */
    static final class ErrorAnswerException extends IOException {

        private static final long serialVersionUID = 1;

        ErrorAnswerException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
