package io.partd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Nobody knows whether a change is stored, or will still be stored after a power cut. The message says what the change
 * was and what went wrong: a server did not answer, an {@code fsync} failed, or a change that failed half-way could not
 * be undone. Do not make an append again before you have compared what is stored, since it may be stored twice; to
 * delete again is harmless. A call that throws anything else, but for {@link PartlyAppendedException}, had no effect.
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
     * @param acknowledged how many appends before are known to be stored
     * @param unknown how many changes may or may not be stored
     */
    public OutcomeUnknownException(String message, long acknowledged, long unknown, @Nullable Throwable cause) {
        super(message, cause);
        this.acknowledged = acknowledged;
        this.unknown = unknown;
    }

    /**
     * Returns how many of the appends of a pipeline are known to be stored, of those sent since the last call that
     * found all of them stored. 0 if there is no pipeline.
     */
    public long acknowledged() {
        return acknowledged;
    }

    /** Returns how many changes may or may not be stored. */
    public long unknown() {
        return unknown;
    }
}
