package io.partd.cli.running;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how many bytes of work have been done; elsewhere nothing. */
public final class Progress implements AutoCloseable {

    private static final long MEGABYTE = 1_000_000;
    private static final int INTERVAL_MILLIS = 100;

    private final @Nullable ProgressBar bar;
    private final @Nullable Thread painter;

    /**
     * Starts showing.
     *
     * @param task what is being done, in a word
     * @param done counts the bytes done so far
     * @param total how many there are to do; 0 if that is not known
     */
    public Progress(String task, LongAdder done, long total) {
        this(task, done, total, Thread::new);
    }

    /** Makes one for tests, which make the thread. */
    Progress(String task, LongAdder done, long total, ThreadFactory threads) {
        if (!Boolean.getBoolean("partd.terminal")) {
            bar = null;
            painter = null;
            return;
        }
        ProgressBar shown = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total == 0 ? -1 : total)
                .setUnit(" MB", MEGABYTE)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .showSpeed()
                .build();
        bar = shown;
        try {
            painter = threads.newThread(() -> paint(shown, done));
            painter.setName("partd-progress");
            painter.setDaemon(true);
            painter.start();
        } catch (Throwable e) {
            shown.close();
            throw e;
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (painter != null && bar != null) {
            painter.interrupt();
            bar.close();
        }
    }

    private static void paint(ProgressBar bar, LongAdder done) {
        while (true) {
            bar.stepTo(done.sum());
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
