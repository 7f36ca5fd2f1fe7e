package io.partd.shuffle;

import java.io.IOException;

/**
 * Thrown when a shuffle has more distinct keys than it allows partitions. Unlike a single fault, it ends the shuffle.
 */
public final class TooManyPartitionsException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int limit;

    /** Makes the exception for a limit of partitions. */
    public TooManyPartitionsException(int limit) {
        super("there are more than " + limit + " distinct keys; give distinct() a larger limit, up to "
                + Partitioners.MAX_PARTITIONS + ", or use hash()");
        this.limit = limit;
    }

    /** Returns the limit. */
    public int limit() {
        return limit;
    }
}
