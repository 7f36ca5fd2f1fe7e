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
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Scatters blocks in several threads, and hands them out in input order to the thread that takes them. Each thread
 * reads the block it scatters, so that the bytes are still in its processor's cache; they read in turn. How many blocks
 * are under way is bounded by the memory of the pool they come from.
 */
final class Pipeline implements AutoCloseable {

    private final BlockReader reader;
    private final BlockingQueue<CompletableFuture<@Nullable ScatteredBlock>> inOrder;
    private final ExecutorService executor;
    private boolean ended;

    /**
     * Starts reading and scattering.
     *
     * @param ahead how many blocks to be ahead of the thread that takes them; more would only fill memory
     */
    Pipeline(BlockReader reader, Supplier<Scatterer> newScatterer, int threads, int ahead) {
        this.reader = reader;
        inOrder = new LinkedBlockingQueue<>(ahead);
        executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "partd-shuffle");
            thread.setDaemon(true);
            return thread;
        });
        List<Scatterer> scatterers =
                Stream.generate(newScatterer).limit(threads).toList();
        scatterers.forEach(scatterer -> executor.execute(() -> readAndScatter(scatterer)));
    }

    /** Waits for the next block; null behind the last one. Throws what went wrong in reading or scattering it. */
    @Nullable
    ScatteredBlock take() throws IOException {
        try {
            return inOrder.take().get();
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
        Turn turn = nextTurn();
        while (turn != null) {
            try {
                turn.result.complete(scatterer.scatter(turn.block));
            } catch (IOException | RuntimeException | Error e) {
                turn.result.completeExceptionally(e);
                return;
            }
            turn = nextTurn();
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
