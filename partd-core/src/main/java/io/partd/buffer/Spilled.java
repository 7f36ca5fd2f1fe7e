package io.partd.buffer;

import io.partd.Guarantee;
import io.partd.OutcomeUnknownException;
import io.partd.PartlyAppendedException;
import io.partd.Store;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

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

    /** Returns what says that some bytes may be stored or not. */
    static OutcomeUnknownException unknown(
            Store slow, Map<String, List<ByteBuffer>> buffers, OutcomeUnknownException cause) {
        long bytes = buffers.values().stream()
                .flatMap(List::stream)
                .mapToLong(ByteBuffer::remaining)
                .sum();
        return new OutcomeUnknownException(
                bytes + " bytes of " + buffers.size() + " keys may be stored in " + slow + " or not, and are not sent"
                        + " again: " + cause.getMessage(),
                cause.acknowledged(),
                cause.unknown(),
                cause);
    }

    /** Returns what callers are told of a spill that failed without them. */
    static IOException failure(Store slow, Throwable cause) {
        if (cause instanceof OutcomeUnknownException unknown) {
            String message = "nothing was added, since an earlier spill failed, of which " + cause.getMessage();
            return new OutcomeUnknownException(message, unknown.acknowledged(), unknown.unknown(), cause);
        }
        return new IOException(
                "could not spill to " + slow + "; what is buffered stays in memory, and nothing was added: " + cause,
                cause);
    }

    /** Returns what is thrown by a close that left bytes behind, or of which nobody knows whether it did. */
    static IOException lost(Store store, long bytes, int keys, Exception cause) {
        String message = "closed " + store + " without its last " + bytes + " bytes of " + keys
                + " keys, which are lost: " + cause;
        if (cause instanceof OutcomeUnknownException unknown) {
            return bytes == 0
                    ? unknown
                    : new OutcomeUnknownException(message, unknown.acknowledged(), unknown.unknown(), cause);
        }
        return new IOException(message, cause);
    }

    /** Returns what was stored all the same. */
    static Map<String, Bytes> stored(Map<String, Bytes> bytes, PartlyAppendedException failure) {
        Map<String, Bytes> stored = new LinkedHashMap<>(bytes);
        stored.keySet().retainAll(failure.appended());
        return stored;
    }

    /** Returns the keys of which nothing was stored. */
    static SortedSet<String> left(Map<String, Bytes> bytes, PartlyAppendedException failure) {
        SortedSet<String> left = new TreeSet<>(bytes.keySet());
        left.removeAll(failure.appended());
        return left;
    }

    /** Returns one half of the keys, and the other. */
    static List<Map<String, Bytes>> halves(Map<String, Bytes> bytes) {
        List<Map<String, Bytes>> halves = List.of(new LinkedHashMap<>(), new LinkedHashMap<>());
        bytes.forEach((key, value) -> {
            Map<String, Bytes> first = halves.get(0);
            (first.size() < bytes.size() / 2 ? first : halves.get(1)).put(key, value);
        });
        return halves;
    }

    /** Values as they are in the store and in memory, which has the later bytes. */
    static List<byte[]> joined(List<String> keys, List<byte[]> slow, Map<String, Bytes> fast) throws IOException {
        List<byte[]> joined = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            String key = keys.get(i);
            joined.add(fast.getOrDefault(key, Bytes.NONE).after(slow.get(i), key));
        }
        return joined;
    }
}
