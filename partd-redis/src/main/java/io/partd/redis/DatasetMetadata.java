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

/** A dataset's metadata, which are in the hash of its layout, and the codecs among them. Thread-safe. */
final class DatasetMetadata {

    private final Layout layout;
    private final Calls calls;
    private final int replicas;
    private final KeyIndex index;
    private final CodecCheck codecs = new CodecCheck();

    /** Whether nothing has to be asked again: the codecs are those of the dataset, or it has values and no codecs. */
    private volatile boolean agreed;

    DatasetMetadata(Layout layout, Calls calls, int replicas, KeyIndex index) {
        this.layout = layout;
        this.calls = calls;
        this.replicas = replicas;
        this.index = index;
    }

    /** Adds a codec over those there are. */
    void encodedBy(String codec) {
        codecs.add(codec);
        agreed = false;
    }

    /** Ends the checking of codecs. */
    void endForRawBytes() {
        codecs.endForRawBytes();
        agreed = true;
    }

    /**
     * Checks that the dataset remembers the codecs of the store, or none.
     *
     * @param store the store, which messages name
     */
    void requireCodecs(Object store, byte[] token, Deadline deadline) throws IOException {
        if (!agreed) {
            SortedMap<String, byte[]> entries = entries(deadline);
            boolean known = entries.containsKey(Metadata.CODECS);
            boolean settled = known || !index.isEmpty(token, deadline);
            if (settled && !known) {
                // Codecs are written down before the first value is stored: they may have come since, with that one.
                entries = entries(deadline);
            }
            codecs.require(entries, store);
            agreed = settled;
        }
    }

    /** The same before a change, with which an empty dataset begins to remember the store's codecs. */
    void agreeOnCodecs(Object store, byte[] token, Deadline deadline) throws IOException {
        requireCodecs(store, token, deadline);
        if (!agreed) {
            Optional<byte[]> given = codecs.toRemember(new TreeMap<>());
            if (given.isPresent()) {
                putIfAbsent(Metadata.CODECS, given.get(), deadline);
                codecs.require(entries(deadline), store);
            }
            agreed = true;
        }
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
        agreed = false;
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
