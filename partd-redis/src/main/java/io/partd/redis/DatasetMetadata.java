package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.CodecCheck;
import io.partd.CorruptDataException;
import io.partd.Metadata;
import io.partd.redis.layout.Layout;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A dataset's metadata, which are in the hash of its layout, and whether the codecs among them are those over one
 * handle. Thread-safe.
 */
final class DatasetMetadata {

    private final Layout layout;
    private final Calls calls;
    private final int replicas;
    private final KeyIndex index;
    private final CodecCheck codecs;

    /** Counts the drops by all handles. */
    private final AtomicLong drops;

    /**
     * The number of drops after which nothing has to be asked again: the codecs are those of the dataset, or it has
     * values and no codecs.
     */
    private volatile long agreedAfter = -1;

    DatasetMetadata(Layout layout, Calls calls, int replicas, KeyIndex index) {
        this(layout, calls, replicas, index, CodecCheck.none(), new AtomicLong());
    }

    private DatasetMetadata(
            Layout layout, Calls calls, int replicas, KeyIndex index, CodecCheck codecs, AtomicLong drops) {
        this.layout = layout;
        this.calls = calls;
        this.replicas = replicas;
        this.index = index;
        this.codecs = codecs;
        this.drops = drops;
    }

    /** Returns the same metadata for a handle with one more codec over it. */
    DatasetMetadata encodedBy(String codec) {
        return with(codecs.with(codec));
    }

    /** Returns the same metadata for a handle of raw bytes. */
    DatasetMetadata raw() {
        return with(CodecCheck.raw());
    }

    private DatasetMetadata with(CodecCheck others) {
        return new DatasetMetadata(layout, calls, replicas, index, others, drops);
    }

    /**
     * Checks that the dataset remembers the codecs of the handle, or none.
     *
     * @param store the store, which messages name
     */
    void requireCodecs(Object store, byte[] token, Deadline deadline) throws IOException {
        long dropped = drops.get();
        if (agreedAfter != dropped && isSettled(store, token, deadline)) {
            agreedAfter = dropped;
        }
    }

    /** The same before a change, with which an empty dataset begins to remember the handle's codecs. */
    void agreeOnCodecs(Object store, byte[] token, Deadline deadline) throws IOException {
        long dropped = drops.get();
        if (agreedAfter != dropped) {
            if (!isSettled(store, token, deadline)) {
                Optional<byte[]> given = codecs.toRemember(new TreeMap<>());
                if (given.isPresent()) {
                    putIfAbsent(Metadata.CODECS, given.get(), deadline);
                    codecs.require(entries(deadline), store);
                }
            }
            agreedAfter = dropped;
        }
    }

    /** Checks the codecs; returns whether the dataset remembers some, or has values without. */
    private boolean isSettled(Object store, byte[] token, Deadline deadline) throws IOException {
        SortedMap<String, byte[]> entries = entries(deadline);
        boolean known = entries.containsKey(Metadata.CODECS);
        boolean settled = known || !index.isEmpty(token, deadline);
        if (settled && !known) {
            // Codecs are written down before the first value is stored: they may have come since, with that one.
            entries = entries(deadline);
        }
        codecs.require(entries, store);
        return settled;
    }

    SortedMap<String, byte[]> entries(Deadline deadline) throws IOException {
        return entries(calls.call(layout.call(Script.METADATA, List.of()), deadline));
    }

    boolean putIfAbsent(String name, byte[] value, Deadline deadline) throws IOException {
        List<byte[]> entry = List.of(name.getBytes(UTF_8), value, Text.unique());
        return calls.call(List.of(layout.call(Script.METADATA, entry)), replicas, deadline)
                        .get(0)
                        .number(0)
                == 1;
    }

    /** Removes all entries. */
    void forget(Deadline deadline) throws IOException {
        calls.call(List.of(layout.call(Script.UNDESCRIBE, List.of())), replicas, deadline);
        drops.incrementAndGet();
    }

    private static SortedMap<String, byte[]> entries(Answer answer) throws CorruptDataException {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        List<?> all = answer.list(1);
        for (int i = 0; i + 1 < all.size(); i += 2) {
            if (all.get(i) instanceof byte[] name && all.get(i + 1) instanceof byte[] value) {
                entries.put(new String(name, UTF_8), value);
            }
        }
        return entries;
    }
}
