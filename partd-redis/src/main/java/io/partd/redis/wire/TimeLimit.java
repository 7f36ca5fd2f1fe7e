package io.partd.redis.wire;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection off if what is done on it does not {@linkplain #end end} in time. The JDK's sockets limit reading
 * only: a server that stands still, and takes no bytes any more, would hold up who writes to it for ever.
 */
public final class TimeLimit {

    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final Future<?> cut;

    private TimeLimit(Future<?> cut) {
        this.cut = cut;
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "partd-redis-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    public static TimeLimit start(Link link, long nanos) {
        return new TimeLimit(CLOCK.schedule(link::abort, nanos, TimeUnit.NANOSECONDS));
    }

    public void end() {
        cut.cancel(false);
    }
}
