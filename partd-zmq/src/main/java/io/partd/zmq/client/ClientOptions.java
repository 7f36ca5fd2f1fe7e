package io.partd.zmq.client;

import io.partd.ByteSize;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import io.partd.zmq.security.CurveClient;
import io.partd.zmq.security.Mechanism;
import io.partd.zmq.security.NullMechanism;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How a client behaves. Immutable: each method returns options that differ in one. */
public final class ClientOptions {

    private static final Map<String, String> SOCKET = Map.of("Socket-Type", "DEALER");
    private static final ByteSize LARGEST_PIPELINE = ByteSize.of("1g");

    private final Duration timeout;
    private final ByteSize pipeline;
    private final @Nullable CurveKeys keys;
    private final @Nullable CurvePublicKey server;

    private ClientOptions(
            Duration timeout, ByteSize pipeline, @Nullable CurveKeys keys, @Nullable CurvePublicKey server) {
        this.timeout = timeout;
        this.pipeline = pipeline;
        this.keys = keys;
        this.server = server;
    }

    /** Returns options of one minute for each call, without a pipeline and without encryption. */
    public static ClientOptions defaults() {
        return new ClientOptions(Duration.ofMinutes(1), ByteSize.of(0), null, null);
    }

    /**
     * Sets how long a call may take, and the connecting when the client is opened.
     *
     * @throws IllegalArgumentException if it is less than 10 ms, or more than a year
     */
    public ClientOptions timeout(Duration time) {
        if (time.compareTo(Duration.ofMillis(10)) < 0 || time.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    "a timeout of " + time + " makes no sense; allow 10 ms at least, and 366 days at most");
        }
        return new ClientOptions(time, pipeline, keys, server);
    }

    /**
     * Lets an append return once it is sent, as long as no more than so many bytes wait for their acknowledgement. They
     * are kept in direct memory meanwhile. What that means for errors stands at {@link ClientStore}. 0, the default,
     * lets every append wait for its acknowledgement.
     *
     * @throws IllegalArgumentException if it is more than 1 GiB
     */
    public ClientOptions pipeline(ByteSize bytes) {
        if (bytes.compareTo(LARGEST_PIPELINE) > 0) {
            throw new IllegalArgumentException(
                    "a pipeline of " + bytes + " is too large; " + LARGEST_PIPELINE + " is the most");
        }
        return new ClientOptions(timeout, bytes, keys, server);
    }

    /**
     * Encrypts the connection by CURVE.
     *
     * @param own the client's keys, by which the server knows it
     * @param of the server's public key; no other server is spoken to
     */
    public ClientOptions curve(CurveKeys own, CurvePublicKey of) {
        return new ClientOptions(timeout, pipeline, Objects.requireNonNull(own), Objects.requireNonNull(of));
    }

    Duration timeout() {
        return timeout;
    }

    ByteSize pipeline() {
        return pipeline;
    }

    /** Makes the security mechanism for one connection. */
    Mechanism mechanism() {
        return keys == null || server == null ? new NullMechanism(SOCKET) : new CurveClient(keys, server, SOCKET);
    }
}
