package io.partd.shuffle;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Bytes as a source, handed out in pieces. It counts its open channels, may fail, and may hang. */
final class BytesSource implements Source {

    private final String name;
    private final byte[] bytes;
    private final AtomicInteger channels = new AtomicInteger();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private int piece = Integer.MAX_VALUE;
    private int failsAt = Integer.MAX_VALUE;
    private int hangsAt = Integer.MAX_VALUE;

    BytesSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    static BytesSource of(String name, String text) {
        return new BytesSource(name, text.getBytes(StandardCharsets.UTF_8));
    }

    BytesSource inPiecesOf(int length) {
        piece = length;
        return this;
    }

    BytesSource failingAt(int offset) {
        failsAt = offset;
        return this;
    }

    /** Lets a reader wait there until its thread is interrupted. */
    BytesSource hangingAt(int offset) {
        hangsAt = offset;
        return this;
    }

    void awaitHanging() throws InterruptedException {
        hanging.await();
    }

    int openChannels() {
        return channels.get();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ReadableByteChannel open() {
        channels.incrementAndGet();
        return new Channel();
    }

    private final class Channel implements ReadableByteChannel {

        private int at;
        private boolean open = true;

        @Override
        public int read(ByteBuffer buffer) throws IOException {
            if (at >= failsAt) {
                throw new IOException(name + " cannot be read at " + at);
            }
            if (at >= hangsAt) {
                hang();
            }
            if (at == bytes.length) {
                return -1;
            }
            int length = Math.min(Math.min(piece, buffer.remaining()), bytes.length - at);
            buffer.put(bytes, at, length);
            at += length;
            return length;
        }

        private void hang() throws InterruptedIOException {
            hanging.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (InterruptedIOException) new InterruptedIOException().initCause(e);
            }
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                channels.decrementAndGet();
            }
        }
    }
}
