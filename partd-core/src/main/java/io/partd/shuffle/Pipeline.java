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
 * Scatters blocks in several threads, and returns them in input order to the thread that takes them. Each thread reads
 * the block that it scatters, so that the bytes are still in its processor's cache; the threads read in turn. The
 * memory of the pool limits the number of blocks in progress.
 */
final class Pipeline implements AutoCloseable {

    private static final long LOOK_SECONDS = 1;

    private final BlockReader reader;
    private final BlockingQueue<CompletableFuture<@Nullable ScatteredBlock>> inOrder;
    private final ExecutorService executor;
    private boolean ended;

    /** What ended a thread that could not report it in place of a block, for example for lack of memory. */
    private volatile @Nullable Throwable threadFailure;

    /**
     * Starts reading and scattering.
     *
     * @param ahead the number of blocks to scatter ahead of the thread that takes them; more would only fill memory
     */
    Pipeline(BlockReader reader, Supplier<Scatterer> newScatterer, int threads, int ahead) {
        this(reader, newScatterer, threads, ahead, Pipeline::daemon);
    }

    /** Makes a pipeline with a thread factory, for tests. */
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

    /** Waits for the next block; returns null after the last one. Throws the exception of reading or scattering it. */
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
                // The thread that scatters the block may be slow, or may have ended.
            }
            Throwable cause = threadFailure;
            if (cause != null) {
                throw new ExecutionException(cause);
            }
        }
    }

    /** Ends the threads, and returns when none of them uses the reader any more. */
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
            Turn turn = nextTurn(scatterer);
            while (turn != null && scatter(turn, scatterer)) {
                turn = nextTurn(scatterer);
            }
        } catch (Throwable e) {
            threadFailure = e;
        }
    }

    /** Scatters a block. Returns false if that failed; the thread that takes the block gets the exception. */
    private static boolean scatter(Turn turn, Scatterer scatterer) {
        try {
            return turn.result.complete(scatterer.scatter(turn.block));
        } catch (IOException | RuntimeException | Error e) {
            turn.result.completeExceptionally(e);
            return false;
        }
    }

    private record Turn(Block block, CompletableFuture<@Nullable ScatteredBlock> result) {}

    /** Reads a block and reserves its place in the order; returns null after the last block that is wanted. */
    private synchronized @Nullable Turn nextTurn(Scatterer scatterer) {
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
            Block block = scatterer.isDone() ? null : reader.next();
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
