package io.partd.arrow.pandas;

import io.partd.codec.Bound;
import java.io.IOException;

/**
 * What memory one piece may take when it is decoded. A few bytes can name the same large value over and over, or claim
 * any number of rows, so that this is asked before memory is taken for more than the bytes themselves.
 */
final class Room {

    private final Bound bound;
    private long taken;

    Room(Bound bound) {
        this.bound = bound;
    }

    /**
     * Takes memory.
     *
     * @return so many bytes
     * @throws IOException if that is, with all that was taken before, over the bound
     */
    int take(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IOException("a piece of more than " + Long.MAX_VALUE + " bytes is over the bound of " + bound);
        }
        taken = Math.min(Long.MAX_VALUE / 2, taken) + Math.min(Long.MAX_VALUE / 2, bytes);
        bound.check(taken);
        return (int) bytes;
    }

    /** Returns the bound for what else decodes. */
    Bound bound() {
        return bound;
    }
}
