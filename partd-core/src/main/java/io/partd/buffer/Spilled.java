package io.partd.buffer;

import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What comes of bytes that go to a store below in batches of the buffer's making. */
final class Spilled {

    private Spilled() {}

    /**
     * Returns what a buffer over the store guarantees. What it holds is lost in a kill, and not seen by others; and
     * what spills is no batch of the caller's, but parts of many.
     */
    static Set<Guarantee> guarantees(Store slow) {
        Set<Guarantee> guarantees = EnumSet.noneOf(Guarantee.class);
        guarantees.addAll(slow.guarantees());
        guarantees.remove(Guarantee.CRASH_ATOMIC_BATCHES);
        guarantees.remove(Guarantee.SHARED);
        guarantees.remove(Guarantee.APPENDS_SURVIVE_KILL);
        guarantees.remove(Guarantee.APPENDS_SURVIVE_POWER_LOSS);
        guarantees.remove(Guarantee.REPLICATED_APPENDS);
        return guarantees;
    }

    /** Returns the bytes as the store below takes them. */
    static Map<String, List<ByteBuffer>> buffers(Map<String, Bytes> bytes) {
        Map<String, List<ByteBuffer>> buffers = new LinkedHashMap<>();
        bytes.forEach((key, value) -> buffers.put(key, value.buffers()));
        return buffers;
    }

    /** Returns what callers are told of a spill that failed without them. */
    static IOException failure(Store slow, Throwable cause) {
        if (cause instanceof OutcomeUnknownException unknown) {
            String message = "spilled to " + slow + ", which may have stored it or not; it is not sent again, and"
                    + " nothing was added: " + cause.getMessage();
            return new OutcomeUnknownException(message, 0, unknown.unknown(), cause);
        }
        return new IOException(
                "could not spill to " + slow + "; what is buffered stays in memory, and nothing was added: " + cause,
                cause);
    }

    /** Returns what is thrown by a close that left bytes behind, or of which nobody knows whether it did. */
    static IOException lost(Store store, long bytes, int keys, Exception cause) {
        if (bytes == 0 && cause instanceof OutcomeUnknownException unknown) {
            return unknown;
        }
        return new IOException(
                "closed " + store + " without its last " + bytes + " bytes of " + keys + " keys, which are lost: "
                        + cause,
                cause);
    }

    /** Returns what was stored all the same. */
    static Map<String, Bytes> stored(Map<String, Bytes> bytes, PartlyAppendedException failure) {
        Map<String, Bytes> stored = new LinkedHashMap<>(bytes);
        stored.keySet().retainAll(failure.appended());
        return stored;
    }

    /** Returns what was not stored. */
    static Map<String, Bytes> left(Map<String, Bytes> bytes, Exception failure) {
        Map<String, Bytes> left = new LinkedHashMap<>(bytes);
        if (failure instanceof PartlyAppendedException partly) {
            left.keySet().removeAll(partly.appended());
        }
        return left;
    }
}
