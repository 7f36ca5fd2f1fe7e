package io.partd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Thrown when it is unknown whether a change is stored, or whether it survives a power cut. The message says what the
 * change was and what went wrong: a server did not answer, an {@code fsync} failed, or a change that failed half-way
 * could not be undone.
 *
 * <p>Before you repeat an append, compare what is stored, because it may be stored twice otherwise. It is safe to
 * repeat a delete. A call that throws any other exception, except {@link PartlyAppendedException}, had no effect.
 *
 * <pre>{@code
 * long before = trips.size("oslo"); // nobody else appends to this key
 * try {
 *     trips.append("oslo", fjord);
 * } catch (OutcomeUnknownException e) {
 *     if (trips.size("oslo") == before) {
 *         trips.append("oslo", fjord);
 *     }
 * }
 * }</pre>
 */
public final class OutcomeUnknownException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long acknowledged;
    private final long unknown;

    /** Makes the exception for one change. */
    public OutcomeUnknownException(String message, @Nullable Throwable cause) {
        this(message, 0, 1, cause);
    }

    /**
     * Makes the exception.
     *
     * @param acknowledged the number of earlier appends that are known to be stored
     * @param unknown the number of changes that may or may not be stored
     */
    public OutcomeUnknownException(String message, long acknowledged, long unknown, @Nullable Throwable cause) {
        super(message, cause);
        this.acknowledged = acknowledged;
        this.unknown = unknown;
    }

    /**
     * Returns the number of a pipeline's appends that are known to be stored, of those sent since the last call that
     * found all of them stored; 0 without a pipeline.
     */
    public long acknowledged() {
        return acknowledged;
    }

    /** Returns the number of changes that may or may not be stored. */
    public long unknown() {
        return unknown;
    }
}
