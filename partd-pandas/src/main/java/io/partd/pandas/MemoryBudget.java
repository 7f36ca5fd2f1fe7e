package io.partd.pandas;

import io.partd.codec.SizeLimit;
import java.io.IOException;

/**
 * Bounds the memory that decoding one piece takes. A few bytes can name the same large value many times, or claim any
 * number of rows, so decoders ask here before they allocate more than the bytes themselves.
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
}
