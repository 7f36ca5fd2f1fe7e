package io.partd.zmq.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/**
 * A value at the server, read piece by piece, a little ahead. It belongs to the line on which it was opened. For one
 * thread.
 */
final class OpenValue extends InputStream {

    private static final int FIRST_READ = 1 << 16;
    private static final int LARGEST_READ = 1 << 20;
    private static final int AHEAD = 2;
    private static final byte[] EMPTY = {};

    private final String key;
    private final Line line;
    private final long number;
    private final Duration timeout;
    private final Runnable onClose;
    private final Deque<ReadRequest> underWay = new ArrayDeque<>();
    private Deque<byte[]> pieces = new ArrayDeque<>();
    private byte[] piece = EMPTY;
    private int at;
    private boolean started;
    private boolean ended;
    private boolean closed;

    /**
     * Makes a stream.
     *
     * @param number the number of the request that opened the value
     */
    OpenValue(String key, Line line, long number, Duration timeout, Runnable onClose) {
        this.key = key;
        this.line = line;
        this.number = number;
        this.timeout = timeout;
        this.onClose = onClose;
    }

    @Override
    public int read() throws IOException {
        return fill() ? piece[at++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    @Override
    public int available() {
        return piece.length - at;
    }

    /** Sees to it that the piece has a byte; returns false at the end. */
    private boolean fill() throws IOException {
        if (closed) {
            throw new IOException("the stream of key '" + key + "' is closed");
        }
        while (at == piece.length) {
            byte[] next = pieces.poll();
            if (next != null) {
                piece = next;
                at = 0;
            } else if (ended) {
                return false;
            } else {
                receive();
            }
        }
        return true;
    }

    private void receive() throws IOException {
        Deadline deadline = new Deadline(timeout);
        if (underWay.isEmpty()) {
            ask(started ? LARGEST_READ : FIRST_READ, deadline);
        }
        ReadRequest first = underWay.element();
        switch (first.await(deadline, true)) {
            case ANSWERED -> {}
            case LOST -> throw broken(line.lostException());
            case TIMED_OUT -> {
                line.loseIfSilent();
                throw new SocketTimeoutException(
                        "no more of the value of key '" + key + "' came from " + line + " within " + deadline);
            }
            default -> throw Locks.interrupted("more of the value of key '" + key + "'", null);
        }
        first.check(line);
        underWay.remove();
        pieces = first.pieces();
        ended = first.isEnd();
        started = true;
        readAhead(deadline);
    }

    private void readAhead(Deadline deadline) {
        try {
            while (!ended && underWay.size() < AHEAD) {
                ask(LARGEST_READ, deadline);
            }
        } catch (IOException e) {
            // What is here can be read; whoever wants more will ask again, and get the exception.
        }
    }

    private void ask(int bytes, Deadline deadline) throws IOException {
        ReadRequest request = new ReadRequest(number, bytes);
        try {
            line.send(request, deadline, true);
        } catch (LostLineException e) {
            throw broken(e);
        }
        underWay.add(request);
    }

    private IOException broken(LostLineException e) {
        return new IOException(
                "the stream of key '" + key + "' has ended in the middle: " + e.getMessage() + "; open it again", e);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        underWay.forEach(Request::giveUp);
        pieces.clear();
        piece = EMPTY;
        at = 0;
        try {
            if (!line.isLost()) {
                line.sendUnawaited(SentRequest.shut(number), new Deadline(timeout));
            }
        } finally {
            onClose.run();
        }
    }
}
