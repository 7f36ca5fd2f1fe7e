package io.partd.zmq.server;

import io.partd.ByteSize;
import io.partd.zmq.CurveKeys;
import io.partd.zmq.CurvePublicKey;
import io.partd.zmq.security.CurveServer;
import io.partd.zmq.security.Mechanism;
import io.partd.zmq.security.NullMechanism;
import io.partd.zmq.zmtp.Blocks;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a server allows its clients. Immutable: each method returns options that differ in one. */
public final class ServerOptions {

    private static final Map<String, String> SOCKET = Map.of("Socket-Type", "ROUTER");
    private static final int LEAST_MEMORY = 64 * Blocks.SIZE;

    private final ByteSize memory;
    private final int maxClients;
    private final Duration stall;
    private final StopRequests stopRequests;
    private final @Nullable Curve curve;

    private ServerOptions(
            ByteSize memory, int maxClients, Duration stall, StopRequests stopRequests, @Nullable Curve curve) {
        this.memory = memory;
        this.maxClients = maxClients;
        this.stall = stall;
        this.stopRequests = stopRequests;
        this.curve = curve;
    }

    /** Returns options of 256 MiB of memory for messages, 1,000 clients, 30 seconds, and stops on request. */
    public static ServerOptions defaults() {
        return new ServerOptions(ByteSize.of("256m"), 1000, Duration.ofSeconds(30), StopRequests.HONOURED, null);
    }

    /**
     * Bounds the memory for messages under way, of all clients together. Half of it is for the largest message, which
     * may be as long, or half as long if connections are encrypted, as it is there twice then. What the store holds,
     * such as a buffer, comes on top, and 256 KiB for each client that is connected; also one message of the client
     * that has a section, as all others may wait for its end.
     *
     * @throws IllegalArgumentException if it is less than 4 MiB
     */
    public ServerOptions memory(ByteSize bytes) {
        if (bytes.bytes() < LEAST_MEMORY) {
            throw new IllegalArgumentException(
                    "a server's memory for messages of " + bytes + " is too little; it needs 4m at least");
        }
        return new ServerOptions(bytes, maxClients, stall, stopRequests, curve);
    }

    /**
     * Bounds the number of clients connected at a time; another one is cut off at once.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ServerOptions maxClients(int clients) {
        if (clients < 1) {
            throw new IllegalArgumentException("a server for " + clients + " clients makes no sense; allow 1 at least");
        }
        return new ServerOptions(memory, clients, stall, stopRequests, curve);
    }

    /**
     * Sets how long a client may take nothing of an answer, or send nothing in the middle of a message, until it is cut
     * off. Between messages it may be silent for ever.
     *
     * @throws IllegalArgumentException if it is less than a tenth of a second
     */
    public ServerOptions stall(Duration time) {
        if (time.toMillis() < 100) {
            throw new IllegalArgumentException("a stall of " + time + " is too short; allow 100 ms at least");
        }
        return new ServerOptions(memory, maxClients, time, stopRequests, curve);
    }

    /** Sets what to do when a client asks the server to stop. */
    public ServerOptions stopRequests(StopRequests then) {
        return new ServerOptions(memory, maxClients, stall, Objects.requireNonNull(then), curve);
    }

    /**
     * Encrypts all connections by CURVE, and lets in only clients that have it too and know the server's public key.
     *
     * @param keys the server's
     * @param allowed which clients to let in, by their public keys, such as an {@link io.partd.zmq.AllowedKeys};
     *     {@code key -> true} for all. Called by several threads
     */
    public ServerOptions curve(CurveKeys keys, Predicate<? super CurvePublicKey> allowed) {
        return new ServerOptions(memory, maxClients, stall, stopRequests, new Curve(keys, allowed));
    }

    /** Tells whether connections are encrypted. */
    public boolean isEncrypted() {
        return curve != null;
    }

    /** Makes the security mechanism for one connection. */
    Mechanism mechanism() {
        return curve == null ? new NullMechanism(SOCKET) : new CurveServer(curve.keys, curve.allowed, SOCKET);
    }

    /** The keys of CURVE. */
    private record Curve(CurveKeys keys, Predicate<? super CurvePublicKey> allowed) {}

    /** Returns the most bytes of one message, frames' headers included. */
    public long longestMessage() {
        return memory.bytes() / (isEncrypted() ? 4 : 2);
    }

    /** Returns the memory that all clients share. */
    long sharedMemory() {
        return memory.bytes() / 2;
    }

    /** Returns the memory that is for one message at a time, whatever it takes. */
    long reservedMemory() {
        return memory.bytes() - sharedMemory();
    }

    int maxClients() {
        return maxClients;
    }

    Duration stall() {
        return stall;
    }

    StopRequests stopRequests() {
        return stopRequests;
    }
}
