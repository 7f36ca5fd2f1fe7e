package io.partd.shuffle;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import io.partd.InvalidKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives each distinct key a partition. Finds known keys without a lock; takes a lock to add a new one. */
final class DistinctPartitioner implements Partitioner {

    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private final int limit;
    private final Naming naming;
    private final List<String> names = Collections.synchronizedList(new ArrayList<>());
    private final Set<String> taken = new HashSet<>();
    /** An open-addressing table, at most half full. Before it becomes fuller, a larger table replaces it. */
    private volatile AtomicReferenceArray<@Nullable Entry> table = new AtomicReferenceArray<>(64);

    /** Names the partition of a key. */
    private interface Naming {

        String name(byte[] bytes, int from, int to) throws InvalidKeyException;
    }

    private DistinctPartitioner(int limit, Naming naming) {
        if (limit < 1 || limit > Partitioners.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "limit of " + limit + " partitions is not from 1 to " + Partitioners.MAX_PARTITIONS);
        }
        this.limit = limit;
        this.naming = naming;
    }

    static DistinctPartitioner ofOne(int limit, UnaryOperator<String> naming) {
        return new DistinctPartitioner(limit, (bytes, from, to) -> {
            String key = SeveralKeys.text(bytes, from, to);
            return named(key, () -> naming.apply(key));
        });
    }

    static DistinctPartitioner ofSeveral(int limit, Function<List<String>, String> naming) {
        return new DistinctPartitioner(limit, (bytes, from, to) -> {
            List<String> keys = SeveralKeys.texts(bytes, from, to);
            return named(String.join(", ", keys), () -> naming.apply(keys));
        });
    }

    private static String named(String key, Supplier<String> name) throws InvalidKeyException {
        try {
            return name.get();
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException(key, String.valueOf(e.getMessage()));
        }
    }

    private static final class Entry {

        private final long hash;
        private final byte[] key;
        private final int partition;

        Entry(long hash, byte[] key, int partition) {
            this.hash = hash;
            this.key = key;
            this.partition = partition;
        }

        boolean is(long otherHash, byte[] bytes, int from, int to) {
            return hash == otherHash && Arrays.equals(key, 0, key.length, bytes, from, to);
        }
    }

    @Override
    public int partition(byte[] bytes, int from, int to) throws IOException {
        long hash = XXH3.hashBytesToLong(bytes, from, to - from);
        Entry entry = find(hash, bytes, from, to);
        return entry == null ? add(hash, bytes, from, to) : entry.partition;
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public String name(int partition) {
        return names.get(partition);
    }

    private @Nullable Entry find(long hash, byte[] bytes, int from, int to) {
        AtomicReferenceArray<@Nullable Entry> slots = table;
        int mask = slots.length() - 1;
        int i = (int) hash & mask;
        Entry entry = slots.get(i);
        while (entry != null && !entry.is(hash, bytes, from, to)) {
            i = (i + 1) & mask;
            entry = slots.get(i);
        }
        return entry;
    }

    private synchronized int add(long hash, byte[] bytes, int from, int to) throws IOException {
        Entry known = find(hash, bytes, from, to);
        if (known != null) {
            return known.partition;
        }
        String name = naming.name(bytes, from, to);
        if (!taken.add(name)) {
            throw new InvalidKeyException(
                    new String(bytes, from, to - from, StandardCharsets.UTF_8),
                    "its partition would be called " + name + ", as another key's is");
        }
        if (names.size() == limit) {
            throw new TooManyPartitionsException(limit);
        }
        if (2 * (names.size() + 1) > table.length()) {
            grow();
        }
        Entry added = new Entry(hash, Arrays.copyOfRange(bytes, from, to), names.size());
        names.add(name);
        insert(table, added);
        return added.partition;
    }

    private void grow() {
        AtomicReferenceArray<@Nullable Entry> larger = new AtomicReferenceArray<>(2 * table.length());
        for (int i = 0; i < table.length(); i++) {
            Entry entry = table.get(i);
            if (entry != null) {
                insert(larger, entry);
            }
        }
        table = larger;
    }

    private static void insert(AtomicReferenceArray<@Nullable Entry> slots, Entry entry) {
        int mask = slots.length() - 1;
        int i = (int) entry.hash & mask;
        while (slots.get(i) != null) {
            i = (i + 1) & mask;
        }
        slots.set(i, entry);
    }
}
