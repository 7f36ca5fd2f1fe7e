package io.partd.zmq.zmtp;

import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The search for the address that a name has. It may take as long as the system likes, half a minute say if a name
 * server does not answer, and cannot be ended; so it is left to a thread of its own.
 */
final class Lookup {

    private Lookup() {}

    /**
     * Waits for an address, whether interrupted or not.
     *
     * @param what what is looked up, for the message
     * @throws SocketTimeoutException if it is not there in time
     */
    static <T> T within(long millis, String what, Supplier<T> search) throws SocketTimeoutException {
        FutureTask<T> found = new FutureTask<>(search::get);
        Thread thread = new Thread(found, "partd lookup " + what);
        thread.setDaemon(true);
        thread.start();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return found.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (TimeoutException e) {
            SocketTimeoutException late = new SocketTimeoutException(
                    "the address of " + what + " was not found within " + millis + " ms; is the name server there?");
            late.initCause(e);
            throw late;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("the search for the address of " + what + " failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
