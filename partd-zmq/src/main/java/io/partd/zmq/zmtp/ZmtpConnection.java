package io.partd.zmq.zmtp;

import io.partd.zmq.security.HandshakeException;
import io.partd.zmq.security.Mechanism;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection that speaks ZMTP 3.1 (RFC 37), after its greeting and handshake. */
final class ZmtpConnection implements Connection {

    private static final byte[] PING = {4, 'P', 'I', 'N', 'G'};
    private static final byte[] PONG = {4, 'P', 'O', 'N', 'G'};
    private static final int TIME_TO_LIVE = 2;
    private static final int LONGEST_CONTEXT = 16;
    private static final long DRAIN_MILLIS = 2000;
    private static final int SHOWN_IDENTITY = 80;

    private final String peer;
    private final Link link;
    private final Blocks.Share share;
    private final FrameReader reader;
    private final FrameWriter writer;
    private final Patience receiving;
    private final Patience patience;
    private final Mechanism mechanism;
    private final ReentrantLock sending = new ReentrantLock();
    private volatile boolean stopped;

    private ZmtpConnection(
            String peer,
            Link link,
            Blocks.Share share,
            FrameReader reader,
            FrameWriter writer,
            Patience receiving,
            Patience patience,
            Mechanism mechanism) {
        this.peer = peer;
        this.link = link;
        this.share = share;
        this.reader = reader;
        this.writer = writer;
        this.receiving = receiving;
        this.patience = patience;
        this.mechanism = mechanism;
    }

    /**
     * Greets the other side of a connected socket, and shakes hands. The socket is closed if that fails.
     *
     * @throws HandshakeException if the other side is no ZMTP 3 peer of the same mechanism, or one that is not admitted
     */
    static ZmtpConnection over(SocketChannel channel, String peer, Mechanism mechanism, Limits limits)
            throws IOException {
        Blocks.Share share = limits.blocks().share();
        Link link = null;
        FrameReader reader = null;
        boolean done = false;
        try {
            link = new Link(channel);
            Patience handshake = Patience.until(limits.handshakeMillis());
            FrameWriter writer = new FrameWriter(link, null, handshake, Blocks.SIZE);
            reader = new FrameReader(link, share, handshake, null, Blocks.SIZE);
            try {
                new Handshake(reader, writer, mechanism).run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted in the handshake with " + peer);
            }
            Patience receiving = Patience.receiving(limits.blocks(), limits.stallMillis());
            FrameReader behind = reader.continued(receiving, mechanism.sealing(), limits.longestMessage());
            Patience sending = Patience.sending(limits.blocks(), limits.stallMillis());
            writer = new FrameWriter(link, mechanism.sealing(), sending, limits.gathered());
            done = true;
            return new ZmtpConnection(peer, link, share, behind, writer, receiving, sending, mechanism);
        } finally {
            if (!done) {
                if (reader != null) {
                    reader.close();
                }
                if (link != null) {
                    link.close(); // also the selectors it has waited with
                }
                channel.close();
            }
        }
    }

    @Override
    public @Nullable Message receive(long idleMillis) throws IOException, InterruptedException {
        reader.release();
        // Commands in between give no more time.
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(idleMillis);
        while (!stopped && reader.awaitMessage(waiting -> awaitReadable(waiting, end, idleMillis))) {
            Message message = reader.receive(this::answer);
            if (message != null) {
                patience.begin();
                return message;
            }
            reader.release();
        }
        return null;
    }

    private boolean awaitReadable(Link waiting, long end, long idleMillis) throws IOException {
        while (!stopped) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new SilenceException("nothing came for " + idleMillis + " ms");
            }
            if (waiting.awaitReadable(left)) {
                return !stopped;
            }
        }
        return false;
    }

    /** Answers a heartbeat; other commands mean nothing here. */
    private void answer(byte[] command) throws IOException {
        if (command.length >= PING.length + TIME_TO_LIVE
                && Arrays.equals(command, 0, PING.length, PING, 0, PING.length)) {
            int context = Math.min(command.length - PING.length - TIME_TO_LIVE, LONGEST_CONTEXT);
            byte[] pong = Arrays.copyOf(PONG, PONG.length + context);
            System.arraycopy(command, PING.length + TIME_TO_LIVE, pong, PONG.length, context);
            // If another thread is sending, that is as good a sign of life, and nothing may come between its frames.
            if (sending.tryLock()) {
                try {
                    writer.command(pong);
                    writer.flush();
                } finally {
                    sending.unlock();
                }
            }
        }
    }

    @Override
    public void limitTime(long nanos) {
        receiving.limit(nanos);
        patience.limit(nanos);
    }

    @Override
    public void limitSending(long nanos) {
        patience.limit(nanos);
    }

    @Override
    public boolean hasMore() {
        return reader.hasMore();
    }

    @Override
    public Blocks.Share memory() {
        return share;
    }

    @Override
    public Lock sending() {
        return sending;
    }

    @Override
    public void stopReceiving() throws IOException {
        stopped = true;
        link.wakeReader();
    }

    @Override
    public void frame(boolean more, long length) throws IOException {
        writer.frame(more, length);
    }

    @Override
    public void put(byte[] bytes, int offset, int length) throws IOException {
        writer.put(bytes, offset, length);
    }

    @Override
    public void put(ByteBuffer bytes) throws IOException {
        writer.put(bytes);
    }

    @Override
    public void flush() throws IOException {
        writer.flush();
    }

    @Override
    public void closeGently() throws IOException {
        reader.close();
        try (link) {
            // Closing while there is something to read resets the connection, and what was sent may not be read.
            link.shutdownOutput();
            ByteBuffer ignored = ByteBuffer.allocate(1 << 13);
            long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DRAIN_MILLIS);
            int count = 0;
            while (count >= 0) {
                count = link.read(ignored.clear());
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0 || (count == 0 && !link.awaitReadable(left))) {
                    return;
                }
            }
        }
    }

    @Override
    public Map<String, byte[]> properties() {
        return mechanism.properties();
    }

    @Override
    public void abort() throws IOException {
        link.close();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        link.close();
    }

    @Override
    public String toString() {
        byte[] identity = properties().get("identity");
        if (identity == null || identity.length == 0) {
            return peer;
        }
        int shown = Math.min(identity.length, SHOWN_IDENTITY);
        return peer + " '" + new String(identity, 0, shown, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "?")
                + (shown < identity.length ? "…'" : "'");
    }
}
