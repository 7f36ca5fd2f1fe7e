package io.partd.cli;

import java.io.IOException;

/** Says that whoever read standard output wants no more of it, as {@code head} does. */
final class ClosedOutputException extends IOException {

    private static final long serialVersionUID = 1L;

    ClosedOutputException(IOException cause) {
        super("standard output is closed", cause);
    }
}
