package io.partd.redis.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.partd.redis.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.Protocol.Command;

@Timeout(60)
final class TimeLimitTest {

    /** As when the system has too many threads. A thread of a pool is started by other means than its start method. */
    @Test
    void limitsNothingWhileTheClockHasNoThreadAndGoesOnOnceItHasOne() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        ScheduledThreadPoolExecutor clock = TimeLimit.clock(task -> {
            if (full.get()) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            return new Thread(task);
        });
        Settings settings = new Settings(Duration.ofSeconds(20), 0, 1, null, null, null);
        ServerAddress at = ServerAddress.of(RedisServer.shared().address());
        try (Link one = Link.open(at, new Dialing(settings));
                Link other = Link.open(at, new Dialing(settings))) {
            TimeLimit refused = new TimeLimit(clock);
            assertThatThrownBy(() -> refused.start(one, 1)).isInstanceOf(OutOfMemoryError.class);
            refused.end();
            full.set(false);
            TimeLimit limit = new TimeLimit(clock);
            limit.start(other, TimeUnit.MILLISECONDS.toNanos(50));
            assertThatThrownBy(() -> other.ask(Command.BLPOP, "nothing comes here", "0"))
                    .isInstanceOf(IOException.class);
            limit.end();
            assertThat(one.ask(Command.PING)).isNotNull();
        } finally {
            clock.shutdownNow();
        }
    }
}
