package io.partd.shuffle;

import java.io.IOException;

/** Says that the keys are more than the partitions allowed. Unlike a single bad key, this ends the shuffle. */
public final class TooManyPartitionsException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Says that there are more keys than that. */
    public TooManyPartitionsException(int limit) {
        super("there are more than " + limit + " distinct keys; allow more partitions, or use hash partitions");
    }
}
