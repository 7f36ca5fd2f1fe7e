package io.partd.zmq.client;

import io.partd.zmq.wire.Answer;
import io.partd.zmq.wire.ErrorCode;
import io.partd.zmq.wire.Head;
import io.partd.zmq.wire.Operation;
import io.partd.zmq.zmtp.Connection;
import io.partd.zmq.zmtp.MalformedException;
import io.partd.zmq.zmtp.Message;
import io.partd.zmq.zmtp.MessageTooLargeException;
import io.partd.zmq.zmtp.SilenceException;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One connection in our dialect, with the requests under way on it. Any thread sends; a thread of its own takes the
 * answers. Once it is lost, for whatever reason, it is of no more use.
 */
final class Line {

    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long LONGEST_TICK = 1000;
    /** Of two frames, and what encryption adds to them. */
    private static final int FRAME_HEADERS = 18 + 2 * 33;
    /** Beside the operation and the number, what the head of any request has, at most. */
    private static final int HEAD = 32;

    private final Connection connection;
    private final Offer offer;
    private final AtomicLong numbers;
    private final long timeoutNanos;
    private final Semaphore credit;
    private final CountDownLatch ended = new CountDownLatch(1);
    /** For whoever holds the connection's lock for sending. */
    private final Head head = new Head();
    /** What is sent and not answered, in order, when the line is lost too; also guards the reason. */
    private final Deque<Request> pending = new ArrayDeque<>();

    private @Nullable IOException reason;
    private volatile boolean lost;
    private volatile boolean section;
    private volatile boolean answered;
    private volatile long lastSent = System.nanoTime();
    private volatile long lastReceived = System.nanoTime();

    private Line(Connection connection, Offer offer, AtomicLong numbers, Duration timeout) {
        this.connection = connection;
        this.offer = offer;
        this.numbers = numbers;
        this.timeoutNanos = timeout.toNanos();
        this.credit = new Semaphore(offer.credit());
    }

    /**
     * Makes a line of a connection that has been greeted.
     *
     * @param numbers the last number of a request in this session
     */
    static Line start(Connection connection, Offer offer, AtomicLong numbers, Duration timeout) throws IOException {
        return start(connection, offer, numbers, timeout, Thread::new);
    }

    /** Makes one for tests, which make the thread. */
    static Line start(Connection connection, Offer offer, AtomicLong numbers, Duration timeout, ThreadFactory threads)
            throws IOException {
        Line line = new Line(connection, offer, numbers, timeout);
        try {
            Thread reader = threads.newThread(line::read);
            reader.setName("partd client " + connection);
            reader.setDaemon(true);
            reader.start();
            return line;
        } catch (Throwable e) {
            connection.close();
            throw e;
        }
    }

    Offer offer() {
        return offer;
    }

    boolean isLost() {
        return lost;
    }

    /** Tells whether a request was answered on it. If not, another line may be of as little use. */
    boolean hasAnswered() {
        return answered;
    }

    /** Tells whether it is lost for a reason that would come again: the server makes no sense, or memory is short. */
    boolean isHopeless() {
        synchronized (pending) {
            return reason instanceof MalformedException
                    || reason instanceof MessageTooLargeException
                    || (reason != null && reason.getCause() instanceof Error);
        }
    }

    /** Says whether there is a section, in which the server wants signs of life. */
    void inSection(boolean whether) {
        section = whether;
    }

    /** Returns what to throw for the loss of this line. */
    LostLineException lostException() {
        synchronized (pending) {
            return new LostLineException(
                    "the connection to " + connection + " is lost" + (reason == null ? "" : ": " + reason.getMessage()),
                    reason);
        }
    }

    /**
     * Checks that a request is not larger than the server takes.
     *
     * @param bytes how many it has, about
     * @throws MessageTooLargeException if it is
     */
    void requireRoom(Request request, long bytes) throws MessageTooLargeException {
        if (bytes + HEAD + FRAME_HEADERS > offer.longestMessage()) {
            throw new MessageTooLargeException(request + " is too large: the server at " + connection
                    + " takes at most " + offer.longestMessage() + " bytes at once; send less at once");
        }
    }

    /**
     * Sends a request, when there is credit for it; with a new number, unless it was carried out already.
     *
     * @throws LostLineException if the line is lost; not all of it was sent then
     */
    void send(Request request, Deadline deadline, boolean interruptible) throws IOException {
        send(request, request.fate() == Request.Fate.DONE_BEFORE, deadline, interruptible);
    }

    /** Sends a request that had a number before, and keeps it. */
    void sendAgain(Request request, Deadline deadline) throws IOException {
        send(request, true, deadline, false);
    }

    private void send(Request request, boolean again, Deadline deadline, boolean interruptible) throws IOException {
        requireRoom(request, request.length());
        if (!credit.tryAcquire()) {
            Locks.await(
                    nanos -> credit.tryAcquire(nanos, TimeUnit.NANOSECONDS),
                    deadline,
                    interruptible,
                    "the answers to " + offer.credit() + " other requests");
        }
        boolean begun = false;
        try {
            Locks.acquire(connection.sending(), deadline, interruptible, "another thread to send");
            try {
                if (deadline.isOver()) {
                    throw new SocketTimeoutException("waited " + deadline + " to send to " + this + Locks.NO_EFFECT);
                }
                begun = true;
                write(request, again ? request.number() : numbers.incrementAndGet(), deadline);
            } finally {
                connection.sending().unlock();
            }
        } finally {
            if (!begun) {
                credit.release();
            }
        }
    }

    /** Sends a request that nobody waits for; the line is lost if that is not possible in time. */
    void sendUnawaited(SentRequest request, Deadline deadline) {
        try {
            Locks.acquire(connection.sending(), deadline, false, "another thread to send");
            try {
                write(request, numbers.incrementAndGet(), deadline);
            } finally {
                connection.sending().unlock();
            }
        } catch (IOException e) {
            lose(e);
        }
    }

    private void write(Request request, long number, Deadline deadline) throws LostLineException {
        connection.limitSending(deadline.nanos());
        try {
            request.begin(number);
            expectAnswer(request);
            request.write(head.begin(request.operation().code(), number), connection);
            connection.flush();
            request.sent();
        } catch (IOException e) {
            lose(e);
            throw lostException();
        } catch (RuntimeException | Error e) {
            // What has a number must be sent, or the next one is out of turn.
            loseAfterError(e);
            throw e;
        } finally {
            connection.limitSending(Long.MAX_VALUE);
            lastSent = System.nanoTime();
        }
    }

    private void expectAnswer(Request request) throws LostLineException {
        if (!(request instanceof SentRequest sent) || sent.isAnswered()) {
            synchronized (pending) {
                if (lost) {
                    throw lostException();
                }
                pending.add(request);
            }
        }
    }

    /** Ends the line; its thread closes the connection, and then tells all who wait. */
    void lose(IOException why) {
        synchronized (pending) {
            if (reason == null) {
                reason = why;
            }
            lost = true;
        }
        try {
            connection.abort();
        } catch (IOException e) {
            why.addSuppressed(e);
        }
    }

    /**
     * Ends the line after an error. If memory is too short to record why, the line's thread closes the connection
     * later.
     */
    void loseAfterError(Throwable error) {
        lost = true;
        lose(new IOException("an error in the client: " + error, error));
    }

    /** Ends the line in good order: nothing is under way. */
    void close() {
        lose(new EOFException("it was closed"));
    }

    /** Ends the line if nothing came for as long as a call may take. */
    void loseIfSilent() {
        long silent = System.nanoTime() - lastReceived;
        if (silent >= timeoutNanos) {
            lose(new SocketTimeoutException(
                    "the server has said nothing for " + TimeUnit.NANOSECONDS.toMillis(silent) + " ms"));
        }
    }

    /** Waits until nothing uses the requests of a lost line any more; returns those that were not answered. */
    List<Request> awaitEnd(Deadline deadline) throws IOException {
        Locks.await(nanos -> ended.await(nanos, TimeUnit.NANOSECONDS), deadline, false, "the end of a lost connection");
        synchronized (pending) {
            return List.copyOf(pending);
        }
    }

    private void read() {
        long tick = Math.max(10, Math.min(LONGEST_TICK, TimeUnit.NANOSECONDS.toMillis(timeoutNanos) / 8));
        try {
            while (!lost) {
                receive(tick);
            }
        } catch (IOException e) {
            lose(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            lose(new IOException("the client's thread was interrupted", e));
        } catch (RuntimeException | Error e) {
            loseAfterError(e);
        } finally {
            end();
        }
    }

    private void receive(long tick) throws IOException, InterruptedException {
        Message message;
        try {
            message = connection.receive(tick);
        } catch (SilenceException e) {
            pingIfNeeded();
            return;
        }
        if (message == null) {
            throw new EOFException("the server has closed it");
        }
        lastReceived = System.nanoTime();
        take(message);
    }

    private void pingIfNeeded() throws IOException {
        if (section
                && System.nanoTime() - lastSent > PING_NANOS
                && connection.sending().tryLock()) {
            try {
                write(SentRequest.ping(), numbers.incrementAndGet(), new Deadline(Duration.ofNanos(PING_NANOS)));
            } finally {
                connection.sending().unlock();
            }
        }
    }

    private void take(Message message) throws IOException {
        message.next();
        int kind = message.readByte();
        long number = message.readLong();
        if (number == 0 && kind == Answer.ERROR) {
            Refusal refusal = Refusal.read(message);
            throw refusal.code() == ErrorCode.STOPPING
                    ? new EOFException(refusal.reason())
                    : new MalformedException("the server says: " + refusal.reason());
        }
        Request request = expected(kind, number);
        if (request.take(kind, message)) {
            complete(request);
        }
    }

    /** Returns the request of an answer. One to an append is one to all appends before it that have none. */
    private Request expected(int kind, long number) throws MalformedException {
        List<Request> before = new ArrayList<>();
        Request found = null;
        synchronized (pending) {
            Iterator<Request> inOrder = pending.iterator();
            while (found == null && inOrder.hasNext()) {
                Request next = inOrder.next();
                if (next.number() == number) {
                    found = next;
                } else if (kind == Answer.DONE && next.operation() == Operation.APPEND) {
                    before.add(next);
                } else {
                    break;
                }
            }
        }
        if (found == null || (!before.isEmpty() && found.operation() != Operation.APPEND)) {
            throw new MalformedException("the server sent an answer of kind " + kind + " to request "
                    + Long.toUnsignedString(number) + ", which is not the next one under way");
        }
        before.forEach(this::complete);
        return found;
    }

    private void complete(Request request) {
        synchronized (pending) {
            pending.remove();
        }
        if (!(request instanceof SentRequest)) {
            credit.release();
        }
        answered = true;
        request.answered();
    }

    /** Tells all who wait, also when there is no memory left. */
    private void end() {
        try {
            connection.close();
        } catch (IOException e) {
            // It is lost anyway.
        } finally {
            synchronized (pending) {
                lost = true;
            }
            // Nobody changes it any more.
            pending.forEach(Request::lost);
            ended.countDown();
            credit.release(1 << 20);
        }
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
