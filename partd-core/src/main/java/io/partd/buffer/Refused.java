package io.partd.buffer;

import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys whose bytes the slower store did not take, each tried by itself, and why. */
final class Refused {

    private static final int SHOWN = 10;

    private final SortedSet<String> keys = new TreeSet<>();
    private @Nullable Exception cause;

    void add(String key, Exception reason) {
        keys.add(key);
        if (cause == null) {
            cause = reason;
        }
    }

    /** Throws if there are any; the message names them and gives the first reason. */
    void throwIfAny(Object store) throws IOException {
        if (cause != null) {
            String more = keys.size() > SHOWN ? " and " + (keys.size() - SHOWN) + " more" : "";
            throw new IOException(
                    "could not add to keys " + keys.stream().limit(SHOWN).toList() + more + " of " + store
                            + "; what is buffered of them stays in memory: " + cause.getMessage(),
                    cause);
        }
    }
}
