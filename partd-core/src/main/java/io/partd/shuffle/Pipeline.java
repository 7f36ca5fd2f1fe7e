package io.partd.shuffle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Scatters blocks in several threads, and hands them out in input order to the thread that takes them. Each thread
 * reads the block it scatters, so that the bytes are still in its processor's cache; they read in turn. How many blocks
 * are under way is bounded by the memory of the pool they come from.
 */
final class Pipeline implements AutoCloseable {

    private static final long LOOK_SECONDS = 1;

    private final BlockReader reader;
    private final BlockingQueue<CompletableFuture<@Nullable ScatteredBlock>> inOrder;
    private final ExecutorService executor;
    private boolean ended;

    /** What a thread has died of that could not say so in a block's place, as for want of memory for that. */
    private volatile @Nullable Throwable death;

    /**
     * Starts reading and scattering.
     *
     * @param ahead how many blocks to be ahead of the thread that takes them; more would only fill memory
     */
    Pipeline(BlockReader reader, Supplier<Scatterer> newScatterer, int threads, int ahead) {
        this(reader, newScatterer, threads, ahead, Pipeline::daemon);
    }

    /** Makes one for tests, which make the threads. */
    Pipeline(
            BlockReader reader, Supplier<Scatterer> newScatterer, int threads, int ahead, ThreadFactory threadFactory) {
        this.reader = reader;
        inOrder = new LinkedBlockingQueue<>(ahead);
        List<Scatterer> scatterers =
                Stream.generate(newScatterer).limit(threads).toList();
        executor = Executors.newFixedThreadPool(threads, threadFactory);
        try {
            scatterers.forEach(scatterer -> executor.execute(() -> readAndScatter(scatterer)));
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "partd-shuffle");
        thread.setDaemon(true);
        return thread;
    }

    /** Waits for the next block; null behind the last one. Throws what went wrong in reading or scattering it. */
    @Nullable
    ScatteredBlock take() throws IOException {
        try {
            return await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException("interrupted during a shuffle").initCause(e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof IOException failed) {
                throw failed;
            }
            if (cause instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("shuffle failed: " + cause, cause);
        }
    }

    private @Nullable ScatteredBlock await() throws InterruptedException, ExecutionException {
        CompletableFuture<@Nullable ScatteredBlock> next = null;
        while (true) {
            next = next == null ? inOrder.poll(LOOK_SECONDS, TimeUnit.SECONDS) : next;
            try {
                if (next != null) {
                    return next.get(LOOK_SECONDS, TimeUnit.SECONDS);
                }
            } catch (TimeoutException e) {
                // The thread that scatters it may be slow, or dead.
            }
            Throwable cause = death;
            if (cause != null) {
                throw new ExecutionException(cause);
            }
        }
    }

    /** Ends the threads, and returns when they leave the reader alone. */
    @Override
    public void close() {
        executor.shutdownNow();
        boolean interrupted = false;
        while (!executor.isTerminated()) {
            try {
                executor.awaitTermination(1, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void readAndScatter(Scatterer scatterer) {
        try {
            Turn turn = nextTurn();
            while (turn != null && scatter(turn, scatterer)) {
                turn = nextTurn();
            }
        } catch (Throwable e) {
            death = e;
        }
    }

    /** Scatters a block; false if that failed, which the thread that takes the block is told. */
    private static boolean scatter(Turn turn, Scatterer scatterer) {
        try {
            return turn.result.complete(scatterer.scatter(turn.block));
        } catch (IOException | RuntimeException | Error e) {
            turn.result.completeExceptionally(e);
            return false;
        }
    }

    private record Turn(Block block, CompletableFuture<@Nullable ScatteredBlock> result) {}

    /** Reads a block and takes its place in the order; null if there is none left. */
    private synchronized @Nullable Turn nextTurn() {
        if (ended) {
            return null;
        }
        CompletableFuture<@Nullable ScatteredBlock> result = new CompletableFuture<>();
        try {
            inOrder.put(result);
        } catch (InterruptedException e) {
            ended = true;
            return null;
        }
        try {
            Block block = reader.next();
            if (block != null) {
                return new Turn(block, result);
            }
            result.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
        ended = true;
        return null;
    }
}
