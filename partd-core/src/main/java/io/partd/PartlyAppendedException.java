package io.partd;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Part of what was to be appended is stored, and the rest is not. Whoever appends the rest again appends nothing twice.
 *
 * <ul>
 *   <li>Of a batch some keys have their values, each wholly, and the others nothing. Only a store that does not
 *       guarantee {@link Guarantee#ATOMIC_BATCHES} throws it then.
 *   <li>Of a stream that was appended in {@linkplain Store#appendBlocks blocks}, the first blocks are there.
 * </ul>
 */
public final class PartlyAppendedException extends IOException {

    private static final long serialVersionUID = 1;

    private final TreeSet<String> appended;
    private final long bytes;

    /**
     * Makes one for the keys that were appended to.
     *
     * @param message also says why the others were not
     */
    public PartlyAppendedException(String message, Collection<String> appended, Throwable cause) {
        super(message, cause);
        this.appended = new TreeSet<>(appended);
        this.bytes = 0;
    }

    /** Makes one for the beginning of a stream. */
    PartlyAppendedException(String message, String key, long bytes, Throwable cause) {
        super(message, cause);
        this.appended = new TreeSet<>(Set.of(key));
        this.bytes = bytes;
    }

    /** Returns the keys that were appended to. */
    public Set<String> appended() {
        return Collections.unmodifiableSet(appended);
    }

    /** Returns how many bytes of a stream are appended, from its beginning; 0 if it was a batch. */
    public long bytes() {
        return bytes;
    }
}
