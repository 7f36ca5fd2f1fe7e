package io.partd.buffer;

import io.partd.InvalidKeyException;
import io.partd.OutcomeUnknownException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What went wrong while much was spilled, to be thrown as one exception. */
final class SpillFailures {

    private static final int SHOWN = 10;

    private final Object store;
    private final List<Exception> unknown = new ArrayList<>();
    private final List<Exception> others = new ArrayList<>();
    private final SortedSet<String> refused = new TreeSet<>();
    private @Nullable InvalidKeyException reason;

    /** Collects failures to spill to a store. */
    SpillFailures(Object store) {
        this.store = store;
    }

    void add(Exception failure) {
        (failure instanceof OutcomeUnknownException ? unknown : others).add(failure);
    }

    /** Adds a key that the store cannot hold. */
    void refuse(String key, InvalidKeyException why) {
        refused.add(key);
        if (reason == null) {
            reason = why;
        }
    }

    /** Throws the worst failure, with the others suppressed: first come those of unknown outcome. */
    void throwIfAny() throws IOException {
        List<Exception> all = new ArrayList<>(unknown);
        all.addAll(others);
        if (reason != null) {
            all.add(notAdded(refused, store, reason));
        }
        if (all.isEmpty()) {
            return;
        }
        Exception worst = all.get(0);
        all.stream().skip(1).forEach(worst::addSuppressed);
        if (worst instanceof RuntimeException e) {
            throw e;
        }
        throw (IOException) worst;
    }

    /** Returns what says that nothing was added to some keys, in order, and why. */
    static IOException notAdded(SortedSet<String> keys, Object store, Exception why) {
        String more = keys.size() > SHOWN ? " and " + (keys.size() - SHOWN) + " more" : "";
        return new IOException(
                "could not add to keys " + keys.stream().limit(SHOWN).toList() + more + " of " + store
                        + "; what is buffered of them stays in memory: " + why.getMessage(),
                why);
    }

    /** Returns the exception for bytes of which it is unknown whether they are stored. */
    static OutcomeUnknownException unknown(long bytes, int keys, Object store, OutcomeUnknownException cause) {
        return new OutcomeUnknownException(
                "it is unknown whether " + bytes + " bytes of " + keys + " keys are stored in " + store
                        + "; they are not sent again: " + cause.getMessage(),
                cause.acknowledged(),
                cause.unknown(),
                cause);
    }

    /** Returns the exception of an append after a failed spill of earlier bytes. */
    static IOException failedSpill(Object store, Throwable cause) {
        if (cause instanceof OutcomeUnknownException unknown) {
            String message = "nothing was added, because an earlier spill failed: " + cause.getMessage();
            return new OutcomeUnknownException(message, unknown.acknowledged(), unknown.unknown(), cause);
        }
        return new IOException(
                "could not spill to " + store + "; what is buffered stays in memory, and nothing was added: " + cause,
                cause);
    }

    /** Returns the exception of a close that lost bytes, or may have. */
    static IOException lost(Object buffer, long bytes, int keys, Exception cause) {
        String message = "closed " + buffer + " without its last " + bytes + " bytes of " + keys
                + " keys, which are lost: " + cause;
        if (cause instanceof OutcomeUnknownException unknown) {
            return bytes == 0
                    ? unknown
                    : new OutcomeUnknownException(message, unknown.acknowledged(), unknown.unknown(), cause);
        }
        return new IOException(message, cause);
    }
}
