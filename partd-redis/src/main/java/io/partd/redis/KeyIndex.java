package io.partd.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.partd.redis.change.Writes;
import io.partd.redis.layout.Bucket;
import io.partd.redis.layout.Layout;
import io.partd.redis.read.Values;
import io.partd.redis.wire.Answer;
import io.partd.redis.wire.Call;
import io.partd.redis.wire.Calls;
import io.partd.redis.wire.Deadline;
import io.partd.redis.wire.Script;
import io.partd.redis.wire.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Lists and removes all keys, as each bucket's set of keys has them. Thread-safe. */
final class KeyIndex {

    /** Of how many keys of a bucket a script tells at once. */
    private static final byte[] MOST_LISTED = Text.of(20_000);

    private static final byte[] PAGE = Text.of(2_000);

    /** How many keys of a bucket a script removes at once. */
    private static final long MOST_REMOVED = 1_000;

    private final Layout layout;
    private final Calls calls;
    private final Writes writes;

    KeyIndex(Layout layout, Calls calls, Writes writes) {
        this.layout = layout;
        this.calls = calls;
        this.writes = writes;
    }

    /** Returns all keys, those of a bucket as of one moment; nothing if they are too many for that. */
    Optional<SortedSet<String>> list(byte[] token, Deadline deadline) throws IOException {
        List<Call> all = new ArrayList<>();
        for (Bucket bucket : layout.buckets()) {
            all.add(bucket.reading(Script.KEYS, token, List.of(), List.of(MOST_LISTED)));
        }
        SortedSet<String> keys = new TreeSet<>();
        for (Answer answer : calls.call(all, deadline)) {
            Values.checked(answer, List.of());
            if (answer.is("MANY")) {
                return Optional.empty();
            }
            add(answer.list(0), keys);
        }
        return Optional.of(keys);
    }

    /** Tells whether no bucket has a key. Buckets answer at different moments, so keys may come meanwhile. */
    boolean isEmpty(byte[] token, Deadline deadline) throws IOException {
        List<Call> all = new ArrayList<>();
        for (Bucket bucket : layout.buckets()) {
            all.add(bucket.reading(Script.PAGE, token, List.of(), List.of(Text.of(0), Text.of(1))));
        }
        for (Answer answer : calls.call(all, deadline)) {
            Values.checked(answer, List.of());
            if (Answer.parse(answer.bytes(0)) != 0 || !answer.list(1).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Returns all keys page by page; to be called in a section, so that none come or go. */
    SortedSet<String> listInSection(byte[] token, Deadline deadline) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        for (Bucket bucket : layout.buckets()) {
            byte[] cursor = Text.of(0);
            do {
                Answer answer = Values.checked(
                        calls.call(bucket.reading(Script.PAGE, token, List.of(), List.of(cursor, PAGE)), deadline),
                        List.of());
                cursor = answer.bytes(0);
                add(answer.list(1), keys);
            } while (Answer.parse(cursor) != 0);
        }
        return keys;
    }

    private static void add(List<?> found, SortedSet<String> keys) {
        for (Object each : found) {
            if (each instanceof byte[] bytes) {
                keys.add(new String(bytes, UTF_8));
            }
        }
    }

    /** Removes all keys of all buckets that do not have too many; returns whether that is so of all. */
    boolean removeFew(byte[] token, Deadline deadline) throws IOException {
        return remove(layout.buckets(), "all", token, deadline).isEmpty();
    }

    /** Removes all keys, some at a time; to be called in a section, so that readers see none or all. */
    void removeInSection(byte[] token, Deadline deadline) throws IOException {
        List<Bucket> left = layout.buckets();
        while (!left.isEmpty()) {
            left = remove(left, "some", token, deadline);
        }
    }

    private List<Bucket> remove(List<Bucket> buckets, String how, byte[] token, Deadline deadline) throws IOException {
        List<Writes.Sent> all = new ArrayList<>();
        for (Bucket bucket : buckets) {
            List<byte[]> arguments = List.of(Text.of(MOST_REMOVED), Text.of(how));
            all.add(writes.send(Script.DROP, bucket, List.of(), token, arguments, deadline, "drop"));
        }
        writes.await(all);
        List<Bucket> left = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Answer answer = Writes.result(all.get(i).change(), List.of("?"));
            if (Answer.parse(answer.bytes(0)) > 0) {
                left.add(buckets.get(i));
            }
        }
        return left;
    }
}
