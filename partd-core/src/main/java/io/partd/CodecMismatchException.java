package io.partd;

import java.io.IOException;

/**
 * Says that a dataset remembers other codecs than those of the handle. Nothing was read or changed. The message names
 * both, and says what to do.
 */
public final class CodecMismatchException extends IOException {

    private static final long serialVersionUID = 1L;

    /** Makes the exception. */
    public CodecMismatchException(String message) {
        super(message);
    }
}
