package io.partd.redis;

import io.partd.ByteSize;
import io.partd.redis.wire.Settings;
import java.io.IOException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a store on Redis behaves. Immutable: each method returns options that differ in one. */
public final class RedisOptions {

    private static final ByteSize LARGEST_PIPELINE = ByteSize.of("1g");
    private static final RedisOptions DEFAULTS = new RedisOptions(new Draft());

    private final Duration timeout;
    private final Duration lease;
    private final ByteSize pipeline;
    private final int replicas;
    private final int connections;
    private final int buckets;
    private final Eviction eviction;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable SSLContext tls;

    private RedisOptions(Draft draft) {
        timeout = draft.timeout;
        lease = draft.lease;
        pipeline = draft.pipeline;
        replicas = draft.replicas;
        connections = draft.connections;
        buckets = draft.buckets;
        eviction = draft.eviction;
        user = draft.user;
        password = draft.password;
        tls = draft.tls;
    }

    /**
     * Returns options of one minute for each call, leases of ten seconds, 8 connections to each server for reading, no
     * replicas to wait for, no pipeline, and no user.
     */
    public static RedisOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how long a call may take, and the connecting when the store is opened. A change that was sent is sent again
     * within that time, for as long as the server does not answer.
     *
     * @throws IllegalArgumentException if it is less than 10 ms, or more than a year
     */
    public RedisOptions timeout(Duration time) {
        if (time.compareTo(Duration.ofMillis(10)) < 0 || time.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    "a timeout of " + time + " makes no sense; allow 10 ms at least, and 366 days at most");
        }
        Draft draft = new Draft(this);
        draft.timeout = time;
        return new RedisOptions(draft);
    }

    /**
     * Sets how long a section lasts without being renewed. It is renewed three times as often, as long as this process
     * is alive; when it is not, others wait that long.
     *
     * @throws IllegalArgumentException if it is less than 100 ms, or more than an hour
     */
    public RedisOptions lease(Duration time) {
        if (time.compareTo(Duration.ofMillis(100)) < 0 || time.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "a lease of " + time + " makes no sense; allow 100 ms at least, and one hour at most");
        }
        Draft draft = new Draft(this);
        draft.lease = time;
        return new RedisOptions(draft);
    }

    /**
     * Lets an append return before the server has answered, as long as no more than so many bytes wait for that. They
     * are copied. What that means for errors stands at {@link RedisStore}. 0, the default, lets every append wait.
     *
     * @throws IllegalArgumentException if it is more than 1 GiB
     */
    public RedisOptions pipeline(ByteSize bytes) {
        if (bytes.compareTo(LARGEST_PIPELINE) > 0) {
            throw new IllegalArgumentException(
                    "a pipeline of " + bytes + " is too large; " + LARGEST_PIPELINE + " is the most");
        }
        Draft draft = new Draft(this);
        draft.pipeline = bytes;
        return new RedisOptions(draft);
    }

    /**
     * Lets each change return only when so many replicas have confirmed it.
     *
     * @throws IllegalArgumentException if it is not from 0 to 100
     */
    public RedisOptions replicas(int count) {
        Draft draft = new Draft(this);
        draft.replicas = inRange("replicas", count, 0, 100);
        return new RedisOptions(draft);
    }

    /**
     * Sets how many connections to each server there may be for reading; changes have one more.
     *
     * @throws IllegalArgumentException if it is not from 1 to 1000
     */
    public RedisOptions connections(int count) {
        Draft draft = new Draft(this);
        draft.connections = inRange("connections", count, 1, 1000);
        return new RedisOptions(draft);
    }

    /**
     * Sets into how many buckets a dataset is divided when it is made; later the number is what it is. All keys of a
     * bucket are on the same node of a cluster, and a batch is atomic in each bucket. 0, the default, makes one bucket
     * on a single server and 1024 on a cluster.
     *
     * @throws IllegalArgumentException if it is not 0 or from 1 to 16384
     */
    public RedisOptions buckets(int count) {
        Draft draft = new Draft(this);
        draft.buckets = inRange("buckets", count, 0, 16384);
        return new RedisOptions(draft);
    }

    /** Says what to do about a server that would throw data away; {@link Eviction#REFUSED} by default. */
    public RedisOptions eviction(Eviction what) {
        Draft draft = new Draft(this);
        draft.eviction = Objects.requireNonNull(what, "eviction");
        return new RedisOptions(draft);
    }

    /**
     * Sets whom the server is to know us as.
     *
     * @param name null for the default user
     */
    public RedisOptions user(@Nullable String name, String secret) {
        Draft draft = new Draft(this);
        draft.user = name;
        draft.password = Objects.requireNonNull(secret, "password");
        return new RedisOptions(draft);
    }

    /** Sets whom to trust, and who we are, where the address says TLS. Without this, the JVM's own settings count. */
    public RedisOptions tls(SSLContext context) {
        Draft draft = new Draft(this);
        draft.tls = Objects.requireNonNull(context, "context");
        return new RedisOptions(draft);
    }

    private static int inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    name + "=" + value + " makes no sense; " + least + " to " + most + " is possible");
        }
        return value;
    }

    Duration timeout() {
        return timeout;
    }

    Duration lease() {
        return lease;
    }

    ByteSize pipeline() {
        return pipeline;
    }

    int replicas() {
        return replicas;
    }

    int buckets() {
        return buckets;
    }

    Eviction eviction() {
        return eviction;
    }

    /**
     * Returns what is needed to reach a dataset's servers.
     *
     * @throws IOException if it is through TLS, and this JVM has no settings for that
     */
    Settings settings(RedisAddress address) throws IOException {
        return new Settings(timeout, replicas, connections, user, password, address.isEncrypted() ? context() : null);
    }

    private SSLContext context() throws IOException {
        SSLContext given = tls;
        try {
            return given == null ? SSLContext.getDefault() : given;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("this JVM has no settings for TLS", e);
        }
    }

    /** Returns the options, but for the password. */
    @Override
    public String toString() {
        return "timeout=" + timeout + ", replicas=" + replicas + ", connections=" + connections + ", pipeline="
                + pipeline + ", lease=" + lease + ", buckets=" + buckets + (user == null ? "" : ", user=" + user);
    }

    /** What the next options are to be. */
    private static final class Draft {

        private Duration timeout = Duration.ofMinutes(1);
        private Duration lease = Duration.ofSeconds(10);
        private ByteSize pipeline = ByteSize.of(0);
        private int replicas;
        private int connections = 8;
        private int buckets;
        private Eviction eviction = Eviction.REFUSED;
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable SSLContext tls;

        Draft() {}

        Draft(RedisOptions from) {
            timeout = from.timeout;
            lease = from.lease;
            pipeline = from.pipeline;
            replicas = from.replicas;
            connections = from.connections;
            buckets = from.buckets;
            eviction = from.eviction;
            user = from.user;
            password = from.password;
            tls = from.tls;
        }
    }
}
