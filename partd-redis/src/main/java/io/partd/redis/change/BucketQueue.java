package io.partd.redis.change;

import io.partd.OutcomeUnknownException;
import io.partd.redis.layout.Bucket;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import io.partd.redis.wire.Waiting;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one bucket that are to be carried out, in their order. It numbers them when they are first sent, and
 * the server carries out no number but the next one; so whatever is lost or comes twice, their order stays.
 * Thread-safe.
 *
 * <p>When something has gone wrong that leaves open which were carried out, the writer is fenced: the server lets no
 * more of it in, and says what the last number was. What was not carried out gets new numbers, of a new writer.
 */
final class BucketQueue {

    private static final long LONGEST_IDLE_NANOS = TimeUnit.DAYS.toNanos(1);

    private final Bucket bucket;
    private final Lanes lanes;
    private final Deque<Change> queue = new ArrayDeque<>();
    private byte[] writer = Text.unique();
    private long next = 1;
    private long acknowledged;
    private long lastUse = System.nanoTime();
    private long lastUseMillis = System.currentTimeMillis();
    private boolean fence;

    /** The numbers that the last fence asked for, in that order; their changes may be given up before its answer. */
    private List<Long> asked = List.of();

    private boolean scheduled;
    private @Nullable IOException loss;
    private long pauseMillis;

    BucketQueue(Bucket bucket, Lanes lanes) {
        this.bucket = bucket;
        this.lanes = lanes;
    }

    Bucket bucket() {
        return bucket;
    }

    /** Adds a change, to be sent as soon as may be. */
    void add(Change change) throws IOException {
        synchronized (this) {
            IOException lost = loss;
            if (lost != null) {
                loss = null;
                throw lost;
            }
            queue.add(change);
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        schedule(0);
    }

    /** Has the changes sent, not before a pause. If there is no thread for that, all end, since none would be sent. */
    private void schedule(long pause) {
        try {
            lanes.lane(bucket.slot()).ready(this, pause);
        } catch (RuntimeException | Error e) {
            IOException refusal = new IOException("there is no memory or thread to send changes: " + e.getMessage(), e);
            fail(takeAllUnscheduled(), refusal);
        }
    }

    private synchronized List<Change> takeAllUnscheduled() {
        scheduled = false;
        return takeAll();
    }

    synchronized boolean needsFence() {
        return fence;
    }

    /** Returns the call that ends the writer. */
    synchronized Call fenceCall() {
        asked = numbered().stream().map(Change::sequence).toList();
        List<byte[]> arguments = new ArrayList<>(List.of(writer));
        for (long sequence : asked) {
            arguments.add(Text.of(sequence));
        }
        return bucket.call(Script.FENCE, List.of(), arguments);
    }

    private List<Change> numbered() {
        List<Change> numbered = new ArrayList<>();
        for (Change change : queue) {
            if (change.sequence() > 0) {
                numbered.add(change);
            }
        }
        return numbered;
    }

    /** Takes the answer to {@link #fenceCall}. */
    void fenced(Answer answer) throws IOException {
        long last = answer.number(0);
        List<?> outcomes = answer.list(1);
        List<Change> done = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        synchronized (this) {
            for (Change change : numbered()) {
                int at = asked.indexOf(change.sequence());
                if (change.sequence() <= last && at >= 0 && at < outcomes.size()) {
                    answers.add(Answer.of(outcomes.get(at)));
                    done.add(change);
                    queue.remove(change);
                } else {
                    change.number(new byte[0], 0);
                    change.markUndone();
                }
            }
            if (acknowledged > last) {
                loss = new IOException("the server has lost the last " + (acknowledged - last) + " changes in " + bucket
                        + " that it had acknowledged, by a restart or a fail-over; this call had no effect");
            }
            fence = false;
            renew();
        }
        for (int i = 0; i < done.size(); i++) {
            done.get(i).complete(answers.get(i));
        }
        reportLoss();
    }

    private void reportLoss() {
        Change first;
        IOException lost;
        synchronized (this) {
            first = queue.peek();
            lost = loss;
            if (first == null || lost == null) {
                return;
            }
            loss = null;
            queue.remove(first);
        }
        first.fail(lost);
    }

    private void renew() {
        writer = Text.unique();
        next = 1;
        acknowledged = 0;
    }

    /**
     * Returns the changes to send now, from the first one on, numbered.
     *
     * @param most how many bytes; a first one may have more
     */
    synchronized List<Change> begin(long most) {
        if (queue.isEmpty() || fence) {
            return List.of();
        }
        if (next > 1 && isOld() && numbered().isEmpty()) {
            renew();
        }
        lastUse = System.nanoTime();
        lastUseMillis = System.currentTimeMillis();
        List<Change> changes = new ArrayList<>();
        long left = most;
        for (Change change : queue) {
            left -= change.bytes();
            if (!changes.isEmpty() && left < 0) {
                break;
            }
            if (change.sequence() == 0) {
                change.number(writer, next++);
            }
            change.markSent();
            changes.add(change);
            if (change.hasResult()) {
                break;
            }
        }
        return changes;
    }

    /**
     * Tells whether the server may forget the writer soon; one of the clocks may have stood still in a suspended
     * machine.
     */
    private boolean isOld() {
        return System.nanoTime() - lastUse > LONGEST_IDLE_NANOS
                || System.currentTimeMillis() - lastUseMillis > TimeUnit.NANOSECONDS.toMillis(LONGEST_IDLE_NANOS);
    }

    /** Ends a change with its answer. */
    void finish(Change change, Answer answer) {
        synchronized (this) {
            queue.remove(change);
            acknowledged = Math.max(acknowledged, change.sequence());
            pauseMillis = 0;
        }
        change.complete(answer);
    }

    /** Ends a change that had no effect, or not certainly one. */
    void refuse(Change change, IOException failure) {
        synchronized (this) {
            queue.remove(change);
            fence = true;
        }
        change.fail(failure);
    }

    /** Remembers that a change was not carried out this time; it keeps its number. */
    synchronized void refuseForNow(Change change) {
        change.markRefused();
    }

    /**
     * Takes note that a change was refused for good. If it may have been carried out before, by an attempt without an
     * answer, the server is asked for that.
     *
     * @return whether it may
     */
    synchronized boolean doubt(Change change) {
        change.markRefused();
        fence |= change.isSent();
        return change.isSent();
    }

    /** Ends all changes, since the server does not let us in; of those that were sent before it is not known. */
    void refuseAll(IOException refusal) {
        fail(takeAll(), refusal);
    }

    private synchronized List<Change> takeAll() {
        List<Change> all = List.copyOf(queue);
        fence |= !numbered().isEmpty();
        queue.clear();
        return all;
    }

    private static void fail(List<Change> all, IOException refusal) {
        for (Change change : all) {
            change.fail(change.isSent() ? unknown(change, refusal) : refusal);
        }
    }

    private static OutcomeUnknownException unknown(Change change, IOException cause) {
        return new OutcomeUnknownException(
                "the " + change + " was sent, and may or may not be stored: " + cause.getMessage(), 0, 1, cause);
    }

    /**
     * Takes the number back of a change that the server has refused, and that of each behind it.
     *
     * @param failure what it fails with; null if it is to be sent again
     */
    void unnumber(Change change, @Nullable IOException failure) {
        synchronized (this) {
            next = Math.min(next, change.sequence());
            change.number(new byte[0], 0);
            change.markRefused();
            if (failure != null) {
                queue.remove(change);
            }
        }
        if (failure != null) {
            change.fail(failure);
        }
    }

    /** Remembers that it is not known what was carried out. */
    synchronized void doubt() {
        fence = true;
    }

    /**
     * Ends a round, and lets another one follow if there is something to send.
     *
     * @param problem why the same has to be sent again, null if it has not
     */
    void endRound(@Nullable IOException problem, boolean slowly) {
        List<Change> expired = new ArrayList<>();
        long pause = 0;
        boolean more;
        synchronized (this) {
            if (problem != null) {
                for (Iterator<Change> i = queue.iterator(); i.hasNext(); ) {
                    Change change = i.next();
                    change.problem(problem);
                    if (change.deadline().isOver()) {
                        fence |= change.sequence() > 0;
                        i.remove();
                        expired.add(change);
                    }
                }
            }
            if (slowly) {
                pauseMillis = Math.min(100, 1 + 2 * pauseMillis);
                pause = pauseMillis;
            }
            more = !queue.isEmpty();
            scheduled = more;
        }
        for (Change change : expired) {
            change.fail(expiry(change));
        }
        if (more) {
            schedule(pause);
        }
    }

    /** Tells whether an answer to a change is to be expected. */
    synchronized boolean isUnderWay(Change change) {
        return change.isUnderWay();
    }

    /**
     * Gives a change up, unless it is done.
     *
     * @return whether it has had no effect and never will
     */
    synchronized boolean abandon(Change change) {
        if (change.isDone() || !queue.remove(change)) {
            return false;
        }
        fence |= change.sequence() > 0;
        return !change.isSent();
    }

    /** Takes a change back that has had no effect; returns whether that is so. */
    synchronized boolean withdraw(Change change) {
        if (change.isSent() || !queue.remove(change)) {
            return false;
        }
        fence |= change.sequence() > 0;
        return true;
    }

    /** Returns what to say of a change whose time is up. */
    static IOException expiry(Change change) {
        IOException problem = change.problem();
        if (!change.isSent()) {
            return Waiting.timedOut(change.deadline(), "the " + change + " to be sent", problem);
        }
        return new OutcomeUnknownException(
                "the " + change + " was sent, and may or may not be stored: there was no answer within "
                        + change.deadline() + (problem == null ? "" : ": " + problem.getMessage()),
                0,
                1,
                problem);
    }

    /**
     * Ends the writer. Returns the call that removes what the server keeps of it; null if it keeps nothing, or some of
     * the changes are still to be carried out.
     */
    synchronized @Nullable Call forgetCall() {
        if (next == 1 || fence || !queue.isEmpty()) {
            return null;
        }
        Call call = bucket.call(Script.FORGET, List.of(), List.of(writer));
        renew();
        return call;
    }
}
