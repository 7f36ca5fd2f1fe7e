package io.partd;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A batch was appended to some of its keys, to each of them wholly, and to the others not at all. Only a store that
 * does not guarantee {@link Guarantee#ATOMIC_BATCHES} throws it. Whoever appends the rest again appends nothing twice.
 */
public final class PartlyAppendedException extends IOException {

    private static final long serialVersionUID = 1;

    private final TreeSet<String> appended;

    /**
     * Makes one for the keys that were appended to.
     *
     * @param message also says why the others were not
     */
    public PartlyAppendedException(String message, Collection<String> appended, Throwable cause) {
        super(message, cause);
        this.appended = new TreeSet<>(appended);
    }

    /** Returns the keys that were appended to. */
    public Set<String> appended() {
        return Collections.unmodifiableSet(appended);
    }
}
