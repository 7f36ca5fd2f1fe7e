package io.partd.arrow.shuffle;

import io.partd.InvalidKeyException;
import io.partd.shuffle.Partitioners;
import io.partd.shuffle.TooManyPartitionsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Makes a partition for each distinct key, or for several keys of one name. Finds known keys without a lock; adding a
 * key takes the lock.
 */
final class DistinctPartitions implements KeyPartitioner {

    private final int limit;
    private final Function<List<@Nullable String>, String> naming;
    private final Map<RawKey, Integer> partitions = new ConcurrentHashMap<>();
    private final List<String> names = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> byName = new HashMap<>();

    DistinctPartitions(int limit, Function<List<@Nullable String>, String> naming) {
        this.limit = limit;
        this.naming = naming;
    }

    static void requireLimit(int limit) {
        if (limit < 1 || limit > Partitioners.MAX_PARTITIONS) {
            throw new IllegalArgumentException(
                    "limit of " + limit + " partitions is not from 1 to " + Partitioners.MAX_PARTITIONS);
        }
    }

    @Override
    public int partition(RowKeys keys, int row, KeyBytes scratch) throws IOException {
        keys.ordered(row, scratch);
        Integer known = partitions.get(RawKey.passing(scratch));
        return known == null ? add(keys, row, RawKey.copy(scratch)) : known;
    }

    @Override
    public int count() {
        return names.size();
    }

    @Override
    public String name(int partition) {
        return names.get(partition);
    }

    private synchronized int add(RowKeys keys, int row, RawKey key) throws IOException {
        Integer known = partitions.get(key);
        if (known != null) {
            return known;
        }
        String name = name(keys, row);
        Integer named = byName.get(name);
        int partition = named == null ? names.size() : named;
        if (partition == limit) {
            throw new TooManyPartitionsException(limit);
        }
        if (named == null) {
            names.add(name);
            byName.put(name, partition);
        }
        partitions.put(key, partition);
        return partition;
    }

    private String name(RowKeys keys, int row) throws InvalidKeyException {
        String shown = "a key in row " + row + " of its batch";
        try {
            List<@Nullable String> texts = keys.texts(row);
            shown = texts.toString();
            return naming.apply(texts);
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException(shown, keys.place() + ": " + e.getMessage());
        }
    }
}
