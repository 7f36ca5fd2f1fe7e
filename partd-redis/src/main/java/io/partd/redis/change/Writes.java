package io.partd.redis.change;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.CorruptDataException;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.layout.RedisKeys;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Nodes;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Waiting;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Lets changes be carried out, once, and waits for them. Thread-safe. */
public final class Writes implements Closeable {

    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final Lanes lanes;
    private final List<BucketQueue> queues = new ArrayList<>();

    public Writes(Nodes nodes, Layout layout) {
        lanes = new Lanes(nodes);
        for (Bucket bucket : layout.buckets()) {
            queues.add(new BucketQueue(bucket, lanes));
        }
    }

    /** A change that is on its way, and where it waits. */
    public record Sent(BucketQueue queue, Change change) {}

    /** Lets a change be sent that somebody waits for, and that has ended at once if it may not be. */
    public Sent send(
            Script script,
            Bucket bucket,
            List<byte[]> names,
            byte[] token,
            List<byte[]> arguments,
            Deadline deadline,
            String what) {
        Change change =
                new Change(script, bucket.names(names), token, arguments, deadline, what, Writes::onlyWaitedFor);
        try {
            return send(bucket, change);
        } catch (IOException e) {
            // Others of the same call may be on their way, so this one's failure is told with theirs.
            change.fail(e);
            return new Sent(queues.get(bucket.number()), change);
        }
    }

    private static void onlyWaitedFor(Change change) {
        // Who waits for it is woken by the change itself.
    }

    /** Lets a change be sent. */
    public Sent send(Bucket bucket, Change change) throws IOException {
        BucketQueue queue = queues.get(bucket.number());
        queue.add(change);
        return new Sent(queue, change);
    }

    /** Lets a change be carried out, and returns its answer. */
    public Answer carryOut(
            Script script,
            Bucket bucket,
            List<byte[]> names,
            byte[] token,
            List<byte[]> arguments,
            Deadline deadline,
            String what,
            List<String> keys)
            throws IOException {
        Sent sent = send(script, bucket, names, token, arguments, deadline, what);
        await(List.of(sent));
        return result(sent.change(), keys);
    }

    /**
     * Waits until all changes have ended, one way or the other. If the thread is interrupted, those that are not sent
     * yet have no effect; the others are waited for, and the thread's interrupt status is set then.
     */
    public void await(List<Sent> all) {
        boolean interrupted = false;
        for (Sent sent : all) {
            boolean waiting = true;
            while (waiting) {
                try {
                    if (!sent.change.await() && !isAnsweredSoon(sent)) {
                        giveUp(sent);
                    }
                    waiting = false;
                } catch (InterruptedException e) {
                    interrupted = true;
                    withdraw(all, e);
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a little longer for an answer that is on its way, rather than not to know what became of a change. */
    private static boolean isAnsweredSoon(Sent sent) throws InterruptedException {
        return sent.queue.isUnderWay(sent.change) && sent.change.await(GRACE_NANOS);
    }

    private static void withdraw(List<Sent> all, InterruptedException cause) {
        for (Sent sent : all) {
            if (sent.queue.withdraw(sent.change)) {
                sent.change.fail(Waiting.interrupted("the " + sent.change + " to be sent", cause));
            }
        }
    }

    private void giveUp(Sent sent) {
        boolean unsent = sent.queue.abandon(sent.change);
        if (!unsent) {
            lanes.stopSending();
        }
        sent.change.fail(BucketQueue.expiry(sent.change));
    }

    /**
     * Returns the answer to a change that has ended.
     *
     * @param keys whose names it was given
     */
    public static Answer result(Change change, List<String> keys) throws IOException {
        Answer answer = change.result();
        String outcome = answer.text(0);
        if (outcome.startsWith("ERR ")) {
            String[] words = outcome.split(" ", 3);
            throw RedisKeys.inTheWay(keys.get((int) Answer.parse(words[1].getBytes(UTF_8))), words[2]);
        }
        if (outcome.startsWith("STAGED ")) {
            throw new IOException("what was to be appended by the " + change
                    + " was removed from the server before it was whole; the call had no effect");
        }
        return answer;
    }

    /** Returns what an answered change was refused for; nothing if it was not. */
    static String failure(Change change) {
        try {
            String outcome = change.result().text(0);
            return outcome.startsWith("ERR ") ? "the " + change + ": " + outcome : "";
        } catch (CorruptDataException e) {
            return String.valueOf(e.getMessage());
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Lets the server forget what it keeps to know our changes by. */
    public void forget(Calls calls, Deadline deadline) throws IOException {
        List<Call> all = new ArrayList<>();
        for (BucketQueue queue : queues) {
            Call call = queue.forgetCall();
            if (call != null) {
                all.add(call);
            }
        }
        calls.call(all, deadline);
    }

    /** Ends the connections, when nobody waits for a change any more. */
    @Override
    public void close() {
        lanes.close();
    }
}
