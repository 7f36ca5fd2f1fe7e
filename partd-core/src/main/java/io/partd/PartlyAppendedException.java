package io.partd;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * Thrown when a part of an append is stored and the rest is not. To append the rest again stores nothing twice.
 *
 * <pre>{@code
 * try {
 *     trips.append(batch);
 * } catch (PartlyAppendedException e) {
 *     batch.keySet().removeAll(e.appended()); // the rest, to be appended again
 * }
 * }</pre>
 *
 * <ul>
 *   <li>Of a batch, some keys have their whole values and the others have nothing. Only a store that does not guarantee
 *       {@link Guarantee#ATOMIC_BATCHES} throws it.
 *   <li>Of a stream appended in {@linkplain Store#appendBlocks blocks}, the first blocks are stored.
 * </ul>
 */
public final class PartlyAppendedException extends IOException {

    private static final long serialVersionUID = 1;

    private final TreeSet<String> appended;
    private final long bytes;

    /**
     * Makes the exception for a batch.
     *
     * @param message says also why the other keys were not appended to
     * @param appended the keys that were appended to
     */
    public PartlyAppendedException(String message, Collection<String> appended, Throwable cause) {
        super(message, cause);
        this.appended = new TreeSet<>(appended);
        this.bytes = 0;
    }

    /** Makes the exception for a stream. */
    PartlyAppendedException(String message, String key, long bytes, Throwable cause) {
        super(message, cause);
        this.appended = new TreeSet<>(Set.of(key));
        this.bytes = bytes;
    }

    /** Returns the keys that were appended to. */
    public Set<String> appended() {
        return Collections.unmodifiableSet(appended);
    }

    /** Returns the number of bytes of a stream that are appended, from its beginning; 0 for a batch. */
    public long bytes() {
        return bytes;
    }
}
