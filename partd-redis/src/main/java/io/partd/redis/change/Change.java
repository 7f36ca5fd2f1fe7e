package io.partd.redis.change;

import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Link;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A call that must be carried out once. A {@link BucketQueue} gives it its number, and a {@link Lane} sends it, again
 * if need be. Its fields are guarded by its bucket's queue; who waits for it does so here.
 */
final class Change {

    private Script script;
    private final List<byte[]> names;
    private final byte[] token;
    private final byte[] nonce = Text.unique();
    private final List<byte[]> arguments;
    private final Deadline deadline;
    private final String what;
    private final Consumer<Change> whenDone;
    private final long bytes;
    private byte[] writer = new byte[0];
    private long sequence;
    private boolean underWay;
    private boolean doubtful;
    private @Nullable IOException problem;
    private @Nullable Answer answer;
    private @Nullable IOException failure;
    private boolean done;

    /**
     * Makes a change.
     *
     * @param token of the section it is in
     * @param what what it is, for messages
     * @param whenDone called when it has an answer or has failed
     */
    Change(
            Script script,
            List<byte[]> names,
            byte[] token,
            List<byte[]> arguments,
            Deadline deadline,
            String what,
            Consumer<Change> whenDone) {
        this.script = script;
        this.names = names;
        this.token = token;
        this.arguments = arguments;
        this.deadline = deadline;
        this.what = what;
        this.whenDone = whenDone;
        long sum = 0;
        for (byte[] argument : arguments) {
            sum += argument.length;
        }
        bytes = sum;
    }

    Script script() {
        return script;
    }

    Deadline deadline() {
        return deadline;
    }

    long bytes() {
        return bytes;
    }

    /** Tells whether its answer says more than that it is done; then only the last one's is remembered. */
    boolean hasResult() {
        return script != Script.ADMIT && script != Script.APPEND && script != Script.DELETE;
    }

    byte[] writer() {
        return writer;
    }

    long sequence() {
        return sequence;
    }

    /** Gives it its number; 0 if it is to get another one later. */
    void number(byte[] by, long number) {
        writer = by;
        sequence = number;
    }

    /** Tells whether it was sent, and the answer to that is still to come. */
    boolean isUnderWay() {
        return underWay;
    }

    /** Tells whether it may have been carried out, or may yet be. */
    boolean isSent() {
        return underWay || doubtful;
    }

    void markSent() {
        doubtful |= underWay;
        underWay = true;
    }

    /** Remembers that it was not carried out this time. */
    void markRefused() {
        underWay = false;
    }

    /** Remembers that it was not carried out any time. */
    void markUndone() {
        underWay = false;
        doubtful = false;
    }

    void problem(IOException latest) {
        problem = latest;
    }

    @Nullable
    IOException problem() {
        return problem;
    }

    /** Sends it. */
    void send(Link link) throws IOException {
        List<byte[]> all = new ArrayList<>(arguments.size() + 4);
        all.add(token);
        all.add(nonce);
        all.add(writer);
        all.add(Text.of(sequence));
        if (script == Script.ADMIT) {
            PlainAppends.send(link, names, all, arguments);
        } else {
            all.addAll(arguments);
            link.send(script, names, all);
        }
    }

    /** Receives the answer. */
    Answer receive(Link link) throws IOException {
        return script == Script.ADMIT ? PlainAppends.receive(link, arguments.size() - 1) : Answer.of(link.receive());
    }

    /** Lets plain appends be made by a script from now on. */
    void useScript() {
        script = Script.APPEND;
    }

    /** Ends it with an answer. */
    void complete(Answer with) {
        end(with, null);
    }

    /** Ends it with a failure. */
    void fail(IOException with) {
        end(null, with);
    }

    private void end(@Nullable Answer with, @Nullable IOException or) {
        synchronized (this) {
            if (done) {
                return;
            }
            answer = with;
            failure = or;
            done = true;
            notifyAll();
        }
        whenDone.accept(this);
    }

    /** Waits until it is done, whatever its time is; returns false if it is not. */
    synchronized boolean await(long most) throws InterruptedException {
        long end = System.nanoTime() + most;
        while (!done) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }

    /** Waits until it is done; returns false when its time is up. */
    synchronized boolean await() throws InterruptedException {
        while (!done) {
            long nanos = deadline.nanos();
            if (nanos == 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, nanos);
        }
        return true;
    }

    synchronized boolean isDone() {
        return done;
    }

    synchronized @Nullable IOException failure() {
        return failure;
    }

    /** Returns the answer, or throws what it failed with. */
    synchronized Answer result() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        Answer got = answer;
        if (got == null) {
            throw new IllegalStateException(what + " is not done");
        }
        return got;
    }

    @Override
    public String toString() {
        return what;
    }
}
