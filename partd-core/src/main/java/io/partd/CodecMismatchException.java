package io.partd;

import java.io.IOException;

/**
 * Says that a dataset remembers other codecs than those of the handle. Nothing was read or changed. The message names
 * both, and says what to do.
 */
public final class CodecMismatchException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String remembered;

    /**
     * Makes the exception.
     *
     * @param remembered the codecs that the dataset remembers, as in {@code pickle,zlib}
     */
    public CodecMismatchException(String message, String remembered) {
        super(message);
        this.remembered = remembered;
    }

    /** Returns the codecs that the dataset remembers, as in {@code pickle,zlib}. */
    public String remembered() {
        return remembered;
    }
}
