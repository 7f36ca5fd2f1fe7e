package io.partd.redis.wire;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a connection off if what is done on it does not {@linkplain #end end} in time. The JDK's sockets limit reading
 * only: a server that stands still, and takes no bytes any more, would hold up who writes to it for ever.
 */
public final class TimeLimit {

    private static final ScheduledThreadPoolExecutor CLOCK = clock(Thread::new);

    private final ScheduledThreadPoolExecutor clock;
    private @Nullable Future<?> cut;

    public TimeLimit() {
        this(CLOCK);
    }

    /** Makes one for tests, which make the clock. */
    TimeLimit(ScheduledThreadPoolExecutor clock) {
        this.clock = clock;
    }

    /** Its thread stays: one that ends may leave a task that has just come without a thread, if none can be started. */
    static ScheduledThreadPoolExecutor clock(ThreadFactory threads) {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = threads.newThread(task);
            thread.setName("partd-redis-clock");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        return clock;
    }

    /** Begins; throws {@link OutOfMemoryError} if there can be no thread to watch the clock, and has no effect then. */
    public void start(Link link, long nanos) {
        clock.prestartCoreThread(); // before there is a task, which would wait for the next thread
        cut = clock.schedule(link::abort, nanos, TimeUnit.NANOSECONDS);
    }

    /** Ends it, if it has begun. */
    public void end() {
        Future<?> begun = cut;
        if (begun != null) {
            begun.cancel(false);
        }
    }
}
