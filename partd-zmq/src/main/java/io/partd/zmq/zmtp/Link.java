package io.partd.zmq.zmtp;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection, both ways, each wait with an end. One thread may read while another one writes. An
 * interrupt neither closes the socket, as it would in blocking mode, nor ends a wait; {@link #close} does.
 */
final class Link implements Closeable {

    private final SocketChannel channel;
    private final Readiness readable = new Readiness(SelectionKey.OP_READ);
    private final Readiness writable = new Readiness(SelectionKey.OP_WRITE);
    private volatile boolean closed;

    /** Makes a link of a connected socket, which it closes in the end. */
    Link(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        }
    }

    /** Reads what is there, at once; returns 0 if that is nothing, -1 if there will be no more. */
    int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    /** Waits until there is something to read, or the end; returns false if the time is up before. */
    boolean awaitReadable(long millis) throws IOException {
        return readable.await(millis);
    }

    /** Ends a wait to read, or the next one, before its time. No effect if the link is closed: there is none then. */
    void wakeReader() throws IOException {
        try {
            readable.selector().wakeup();
        } catch (AsynchronousCloseException e) {
            // Closed meanwhile.
        }
    }

    /**
     * Writes all that remains.
     *
     * @throws java.net.SocketTimeoutException if the other side takes too little for the patience that there is
     */
    void write(ByteBuffer source, Patience patience) throws IOException {
        while (source.hasRemaining()) {
            patience.checkLimit();
            int written = channel.write(source);
            if (written > 0) {
                patience.moved(written);
            } else {
                long begun = System.nanoTime();
                writable.await(patience.pause());
                patience.waited(System.nanoTime() - begun);
            }
        }
    }

    /** Says to the other side that no more will come. */
    void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        closed = true;
        try (channel) {
            readable.close();
            writable.close();
        }
    }

    /** The wait for one direction. */
    private final class Readiness {

        private final int operation;
        private @Nullable Selector selector;

        Readiness(int operation) {
            this.operation = operation;
        }

        boolean await(long millis) throws IOException {
            Selector current = selector();
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
            boolean interrupted = false;
            try {
                long left = millis;
                while (left > 0) {
                    if (current.select(key -> {}, left) > 0) {
                        return true;
                    }
                    if (closed) {
                        throw new AsynchronousCloseException();
                    }
                    if (Thread.interrupted()) {
                        interrupted = true;
                    } else {
                        return false;
                    }
                    left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                }
                return false;
            } catch (ClosedSelectorException e) {
                throw new AsynchronousCloseException();
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private synchronized Selector selector() throws IOException {
            if (closed) {
                throw new AsynchronousCloseException();
            }
            if (selector == null) {
                selector = channel.provider().openSelector();
                channel.register(selector, operation);
            }
            return selector;
        }

        private synchronized void close() throws IOException {
            if (selector != null) {
                selector.close();
            }
        }
    }
}
