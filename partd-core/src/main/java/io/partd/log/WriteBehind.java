package io.partd.log;

import io.partd.internal.BackgroundThread;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Writes blocks in another thread, one at a time, while the caller fills the next one. For one caller at a time: the
 * thread that has the log's writer lock, which waits for the write and for nothing else; the write takes no lock.
 */
final class WriteBehind {

    private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 1 << 10 : 1;

    private final String name;
    private final BackgroundThread thread;

    /** The write that has not been waited for yet. */
    private @Nullable FutureTask<Void> writing;

    /**
     * Makes one that writes nothing yet.
     *
     * @param name where it writes, for messages
     */
    WriteBehind(String name, BackgroundThread thread) {
        this.name = name;
        this.thread = thread;
    }

    /** Begins to write a block, which is not to be touched until {@link #await} or the next call has returned. */
    void write(DiskFile file, long at, ByteBuffer block, int count) throws IOException {
        await();
        FutureTask<Void> task = new FutureTask<>(() -> {
            file.write(at, block, 0, count);
            return null;
        });
        try {
            thread.execute(task);
        } catch (OutOfMemoryError e) {
            // There are too many threads to start one more; the caller writes the block itself.
            task.run();
        }
        writing = task;
    }

    /** Returns when everything is written. An interrupt does not end that: the block is in use until then. */
    void await() throws IOException {
        FutureTask<Void> task = writing;
        for (int i = 0; task != null && !task.isDone() && i < SPINS; i++) {
            Thread.onSpinWait();
        }
        boolean interrupted = false;
        try {
            while (task != null && writing != null) {
                try {
                    task.get();
                    writing = null;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    writing = null;
                    throw failure(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private IOException failure(@Nullable Throwable cause) {
        return cause instanceof IOException e
                ? e
                : new IOException("a block of " + name + " could not be written: " + cause, cause);
    }
}
