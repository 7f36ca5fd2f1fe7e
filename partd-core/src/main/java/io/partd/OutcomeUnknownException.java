package io.partd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Says that a change was sent to a server and that no answer came: it may or may not be stored. The message names what
 * was sent, to whom, and why there is no answer. To send it again may store it twice.
 */
public final class OutcomeUnknownException extends IOException {

    private static final long serialVersionUID = 1L;

    private final long acknowledged;
    private final long unknown;

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
