package io.partd.pandas;

import io.partd.codec.SizeLimit;
import java.io.IOException;

/**
 * What memory one piece may take when it is decoded. A few bytes can name the same large value over and over, or claim
 * any number of rows, so that this is asked before memory is taken for more than the bytes themselves.
 */
final class MemoryBudget {

    private final SizeLimit limit;
    private long taken;

    MemoryBudget(SizeLimit limit) {
        this.limit = limit;
    }

    /**
     * Takes memory.
     *
     * @return so many bytes
     * @throws IOException if that is, with all that was taken before, over the limit
     */
    int take(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IOException("a piece of more than " + Long.MAX_VALUE + " bytes is over the limit of " + limit);
        }
        taken = Math.min(Long.MAX_VALUE / 2, taken) + Math.min(Long.MAX_VALUE / 2, bytes);
        limit.check(taken);
        return (int) bytes;
    }

    /** Returns the limit for what else decodes. */
    SizeLimit limit() {
        return limit;
    }
}
