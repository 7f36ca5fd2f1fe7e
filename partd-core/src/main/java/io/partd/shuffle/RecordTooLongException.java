package io.partd.shuffle;

import java.io.IOException;

/** Thrown when a record does not fit into a large block. {@link #on} adds its line number. */
final class RecordTooLongException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Source source;
    private final int sourceIndex;

    RecordTooLongException(Source source, int sourceIndex, int limit) {
        super("the record is longer than " + limit
                + " bytes; give the shuffle more memory, or look for a quote that is never closed");
        this.source = source;
        this.sourceIndex = sourceIndex;
    }

    /** Returns the fault at the line where the record begins. */
    FaultException on(LineCounter lines) {
        lines.enter(sourceIndex);
        return new FaultException(new Fault(source.name(), lines.before() + 1, String.valueOf(getMessage())));
    }
}
