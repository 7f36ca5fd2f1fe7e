package io.partd.cli.shuffle;

import java.util.concurrent.atomic.LongAdder;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how much of the input has been read; elsewhere nothing. */
final class Progress implements AutoCloseable {

    private static final long MEGABYTE = 1_000_000;
    private static final int INTERVAL_MILLIS = 100;

    private final @Nullable ProgressBar bar;
    private final @Nullable Thread painter;

    /**
     * Starts showing.
     *
     * @param read counts the bytes read so far
     * @param total how many there are to read; 0 if that is not known
     */
    Progress(LongAdder read, long total) {
        if (!Boolean.getBoolean("partd.terminal")) {
            bar = null;
            painter = null;
            return;
        }
        ProgressBar shown = new ProgressBarBuilder()
                .setTaskName("shuffle")
                .setInitialMax(total == 0 ? -1 : total)
                .setUnit(" MB", MEGABYTE)
                .setUpdateIntervalMillis(INTERVAL_MILLIS)
                .showSpeed()
                .build();
        bar = shown;
        painter = new Thread(() -> paint(shown, read), "partd-progress");
        painter.setDaemon(true);
        painter.start();
    }

    @Override
    public void close() {
        if (painter != null && bar != null) {
            painter.interrupt();
            bar.close();
        }
    }

    private static void paint(ProgressBar bar, LongAdder read) {
        while (true) {
            bar.stepTo(read.sum());
            try {
                Thread.sleep(INTERVAL_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
