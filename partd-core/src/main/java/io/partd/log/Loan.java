package io.partd.log;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The right to read segments, which somebody may end while others use it. A call that reads enters first and exits
 * afterwards. The segments are released when the loan has ended and the last call has exited, whichever comes last: so
 * nobody reads memory that is unmapped, and nobody waits. Thread-safe.
 */
final class Loan {

    private static final int ENDED = Integer.MIN_VALUE;

    private final SegmentSet segments;
    /** How many calls have entered and not exited; with the sign bit once the loan has ended. */
    private final AtomicInteger calls = new AtomicInteger();

    /**
     * Begins.
     *
     * @param segments a set that is retained for the loan, which releases it
     */
    Loan(SegmentSet segments) {
        this.segments = segments;
    }

    /** Begins a call; false if the loan has ended. */
    boolean enter() {
        int now = calls.get();
        while (now >= 0) {
            if (calls.compareAndSet(now, now + 1)) {
                return true;
            }
            now = calls.get();
        }
        return false;
    }

    /** Ends a call that has begun. */
    void exit() {
        if (calls.decrementAndGet() == ENDED) {
            segments.release();
        }
    }

    boolean isEnded() {
        return calls.get() < 0;
    }

    /**
     * Lets no more calls enter.
     *
     * @return whether none is left that has entered
     */
    boolean end() {
        int before = calls.getAndUpdate(now -> now | ENDED);
        if (before == 0) {
            segments.release();
        }
        return (before & ~ENDED) == 0;
    }
}
