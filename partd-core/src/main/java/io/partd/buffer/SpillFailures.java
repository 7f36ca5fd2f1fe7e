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

    private final List<Exception> unknown = new ArrayList<>();
    private final List<Exception> others = new ArrayList<>();
    private final SortedSet<String> refused = new TreeSet<>();
    private @Nullable InvalidKeyException reason;

    void add(Exception failure) {
        (failure instanceof OutcomeUnknownException ? unknown : others).add(failure);
    }

    /** Adds a key that the slower store cannot hold. */
    void refuse(String key, InvalidKeyException why) {
        refused.add(key);
        if (reason == null) {
            reason = why;
        }
    }

    /** Throws the worst failure, with the others suppressed: first come those of unknown outcome. */
    void throwIfAny(Object store) throws IOException {
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
}
