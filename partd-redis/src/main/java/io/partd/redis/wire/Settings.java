package io.partd.redis.wire;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How servers are reached, and what is expected of them.
 *
 * @param timeout how long a call may take
 * @param replicas how many replicas have to confirm a change
 * @param connections how many connections to each server there may be for calls that may be repeated
 * @param user whom the servers are to know us as; null for the default user
 * @param password null if there is none
 * @param tls what encrypts the connections; null if nothing does
 */
public record Settings(
        Duration timeout,
        int replicas,
        int connections,
        @Nullable String user,
        @Nullable String password,
        @Nullable SSLContext tls) {

    /** Returns how long a server may be silent until its connection counts as lost. */
    int silenceMillis() {
        return (int) Math.min(timeout.toMillis(), 10_000);
    }

    /** Returns how long one wait for the replicas lasts; there may be several. */
    public long replicaWaitMillis() {
        return Math.max(1, silenceMillis() / 4);
    }

    /** Returns what is no secret. */
    @Override
    public String toString() {
        return "timeout=" + timeout + ", replicas=" + replicas + ", connections=" + connections;
    }
}
