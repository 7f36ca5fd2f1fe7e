package io.partd.zmq.server;

import io.partd.InvalidKeyException;
import io.partd.zmq.wire.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What a server remembers of a client, over several connections: which requests were carried out that may be carried
 * out only once, and how those ended that did not end as usual. For the thread that has it attached.
 */
final class Session {

    private static final int BASE = 300;
    private static final int LONGEST_KEY = 300;
    private static final int MOST_BYTES = 1 << 18;
    private static final Outcome UNKNOWN = new Outcome(
            0,
            ErrorCode.PARTLY,
            "it was carried out before " + Sessions.REMEMBERED + " later requests, and how it ended is forgotten",
            "");
    private static final String FORGOTTEN = "it failed, but why was long ago and is forgotten";

    private final ReentrantLock attached = new ReentrantLock();
    private final LinkedHashMap<Long, Outcome> outcomes = new LinkedHashMap<>();
    private @Nullable Conversation conversation;
    private long last;
    private long weight = BASE;

    /** How a request ended: with what {@code iset} returned, or with an error. */
    record Outcome(int result, @Nullable ErrorCode error, String reason, String key) {

        static final Outcome DONE = new Outcome(1, null, "", "");
        static final Outcome NOT_SET = new Outcome(0, null, "", "");

        static Outcome of(Throwable e) {
            return e instanceof InvalidKeyException invalid
                    ? new Outcome(0, ErrorCode.INVALID_KEY, Reasons.withoutKey(invalid), cut(invalid.key()))
                    : new Outcome(0, ErrorCode.of(e), Reasons.of(e), "");
        }

        /** Tells whether it was done, as most are. */
        boolean isUsual() {
            return error == null && result == 1;
        }

        private static String cut(String text) {
            return text.length() <= LONGEST_KEY ? text : text.substring(0, LONGEST_KEY) + "…";
        }

        private Outcome withoutTexts() {
            return reason.isEmpty() || reason.equals(FORGOTTEN) ? this : new Outcome(result, error, FORGOTTEN, "");
        }

        private int weight() {
            return 100 + (reason.equals(FORGOTTEN) ? 0 : reason.length() + key.length());
        }
    }

    /** Returns the last request carried out, 0 if none was. */
    long last() {
        return last;
    }

    /**
     * Returns how a request ended that was carried out before, if that is remembered; null if it was not carried out.
     */
    @Nullable
    Outcome outcome(long number) {
        if (number > last) {
            return null;
        }
        return outcomes.getOrDefault(number, last - number < Sessions.REMEMBERED ? Outcome.DONE : UNKNOWN);
    }

    /** Notes that a request was carried out. */
    void carriedOut(long number, Outcome outcome) {
        last = number;
        if (!outcome.isUsual()) {
            outcomes.put(number, outcome);
            weight += outcome.weight();
            if (weight > MOST_BYTES) {
                forgetTexts();
            }
        }
        while (!outcomes.isEmpty()) {
            Map.Entry<Long, Outcome> oldest = outcomes.entrySet().iterator().next();
            if (number - oldest.getKey() < Sessions.REMEMBERED) {
                break;
            }
            weight -= oldest.getValue().weight();
            outcomes.remove(oldest.getKey());
        }
    }

    /** Of the oldest failures only that they were is remembered, if there are many. */
    private void forgetTexts() {
        for (Map.Entry<Long, Outcome> entry : outcomes.entrySet()) {
            if (weight <= MOST_BYTES * 3 / 4) {
                break;
            }
            weight -= entry.getValue().weight();
            entry.setValue(entry.getValue().withoutTexts());
            weight += entry.getValue().weight();
        }
    }

    /** Returns roughly how many bytes it takes. */
    long weight() {
        return weight;
    }

    /** Promises it to a conversation, which must attach it then; returns the one that has it, null if none has. */
    synchronized @Nullable Conversation promise(Conversation to) {
        Conversation before = conversation;
        conversation = to;
        return before;
    }

    /**
     * Waits until the conversation that had it before has detached it.
     *
     * @throws CutOffException if it was promised to another one meanwhile
     */
    void attach(Conversation to) throws CutOffException, InterruptedException {
        while (!attached.tryLock(1, TimeUnit.SECONDS)) {
            if (!isPromisedTo(to)) {
                throw new CutOffException("the same client has connected again");
            }
        }
    }

    private synchronized boolean isPromisedTo(Conversation to) {
        return conversation == to;
    }

    /** Detaches it. */
    void detach(Conversation by) {
        withdraw(by);
        attached.unlock();
    }

    /** Takes the promise back, if it has not been given to another one. */
    synchronized void withdraw(Conversation from) {
        if (conversation == from) {
            conversation = null;
        }
    }

    /** Tells whether it is promised to a conversation. */
    synchronized boolean isPromised() {
        return conversation != null;
    }
}
