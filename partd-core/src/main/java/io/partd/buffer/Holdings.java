package io.partd.buffer;

import io.partd.internal.Bytes;
import io.partd.internal.Chunks;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer holds, with an exact account of the memory it takes. A key whose bytes were spilled is remembered as
 * known to the slower store as long as such keys take little. Calls exclude each other by the owner's lock.
 */
final class Holdings {

    /**
     * What a key takes besides its characters: table node 48, its share of the table while that grows 32, chain 64,
     * string 32, character array 24; without compressed references.
     */
    private static final int ENTRY = 200;

    private static final Comparator<Map.Entry<String, Chunks>> LARGEST_FIRST = Comparator.comparingLong(
                    (Map.Entry<String, Chunks> entry) -> entry.getValue().heapSize())
            .reversed();

    private final int largestChunk;
    private final long idleAtMost;
    private Map<String, Chunks> values = new HashMap<>();
    private int most;
    private long memory;
    private long entryMemory;

    Holdings(long cap) {
        largestChunk = (int) Math.max(Chunks.SMALLEST, Math.min(Chunks.LARGEST, (cap >> 5) & -8));
        idleAtMost = cap / 8;
    }

    /** The memory taken, in bytes; never less than the truth. */
    long memory() {
        return memory;
    }

    /** The number of bytes held of all values. */
    long length() {
        return values.values().stream().mapToLong(Chunks::length).sum();
    }

    /** The keys of which bytes are held. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        values.forEach((key, value) -> {
            if (value.length() > 0) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** The memory that a batch would take by itself. */
    long sizeAlone(Batch batch) {
        Chunks empty = new Chunks(largestChunk);
        long sum = 0;
        for (Batch.Piece piece : batch.pieces()) {
            sum += piece.length == 0 ? 0 : entry(piece.key) + empty.growth(piece.length);
        }
        return sum;
    }

    /** Looks up what a batch meets here. Good until anything changes. */
    Plan plan(Batch batch) {
        Chunks empty = new Chunks(largestChunk);
        List<@Nullable Chunks> targets = new ArrayList<>(batch.pieces().size());
        long growth = 0;
        for (Batch.Piece piece : batch.pieces()) {
            Chunks value = values.get(piece.key);
            targets.add(value);
            if (piece.length > 0) {
                growth += value == null ? entry(piece.key) + empty.growth(piece.length) : value.growth(piece.length);
            }
        }
        return new Plan(batch, targets, growth);
    }

    /** Adds a batch; takes all memory first, so that a lack of it leaves the values as they were. */
    void add(Plan plan) {
        List<? extends Batch.Piece> pieces = plan.batch().pieces();
        List<@Nullable Chunks> targets = new ArrayList<>(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            Batch.Piece piece = pieces.get(i);
            Chunks known = plan.targets().get(i);
            Chunks target = known == null && piece.length > 0 ? newValue(piece.key) : known;
            if (target != null && piece.length > 0) {
                reserve(target, piece.length);
            }
            targets.add(target);
        }
        for (int i = 0; i < pieces.size(); i++) {
            Chunks target = targets.get(i);
            if (target != null) {
                pieces.get(i).appendTo(target);
            }
        }
    }

    private void reserve(Chunks value, long bytes) {
        long before = value.heapSize();
        value.reserve(bytes);
        memory += value.heapSize() - before;
    }

    private Chunks newValue(String key) {
        Chunks value = new Chunks(largestChunk);
        memory += entry(key);
        entryMemory += entry(key);
        values.put(key, value);
        most = Math.max(most, values.size());
        return value;
    }

    /** What is held of some keys; a key of which nothing is held is left out. */
    Map<String, Bytes> of(Collection<String> keys) {
        Map<String, Bytes> held = new HashMap<>();
        for (String key : keys) {
            Chunks value = values.get(key);
            if (value != null && value.length() > 0) {
                held.put(key, value.snapshot());
            }
        }
        return held;
    }

    /** What is held of keys from the head of a queue, which are removed from it, until it is so many bytes. */
    Map<String, Bytes> next(Queue<String> keys, long atLeast) {
        Map<String, Bytes> held = new LinkedHashMap<>();
        long taken = 0;
        while (taken < atLeast && !keys.isEmpty()) {
            String key = keys.remove();
            Chunks value = values.get(key);
            if (value != null && value.length() > 0) {
                held.put(key, value.snapshot());
                taken += value.length();
            }
        }
        return held;
    }

    /** The largest values, until so much memory would be freed; at most so many bytes altogether, and of one value. */
    Map<String, Bytes> largest(long toFree, long atMost) {
        PriorityQueue<Map.Entry<String, Chunks>> queue = new PriorityQueue<>(Math.max(1, values.size()), LARGEST_FIRST);
        for (Map.Entry<String, Chunks> entry : values.entrySet()) {
            if (entry.getValue().length() > 0) {
                queue.add(entry);
            }
        }
        Map<String, Bytes> victims = new LinkedHashMap<>();
        long freed = 0;
        long taken = 0;
        while (freed < toFree && taken < atMost && !queue.isEmpty()) {
            Map.Entry<String, Chunks> entry = queue.remove();
            Bytes bytes = entry.getValue().snapshot(atMost - taken);
            victims.put(entry.getKey(), bytes);
            freed += entry.getValue().heapSize();
            taken += bytes.length();
        }
        return victims;
    }

    /** Lets go of bytes that are in the slower store now, each the first of their value. */
    void release(Map<String, Bytes> spilled) {
        spilled.forEach((key, bytes) -> {
            Chunks value = values.get(key);
            if (value != null) {
                long before = value.heapSize();
                value.removeFirst(bytes.length());
                memory -= before - value.heapSize();
                if (value.length() == 0 && entryMemory > idleAtMost) {
                    remove(key);
                }
            }
        });
        shrinkTable();
    }

    /** Forgets keys and what is held of them. */
    void removeAll(Collection<String> keys) {
        keys.forEach(this::remove);
        shrinkTable();
    }

    /** Forgets the keys of which nothing is held. */
    void removeIdle() {
        removeAll(values.entrySet().stream()
                .filter(entry -> entry.getValue().length() == 0)
                .map(Map.Entry::getKey)
                .toList());
    }

    void clear() {
        values = new HashMap<>();
        most = 0;
        memory = 0;
        entryMemory = 0;
    }

    /** A hash table never shrinks by itself, but what it takes is counted per key. */
    private void shrinkTable() {
        if (values.size() < most / 2) {
            most = values.size();
            values = new HashMap<>(values);
        }
    }

    private void remove(String key) {
        Chunks value = values.remove(key);
        if (value != null) {
            memory -= entry(key) + value.heapSize();
            entryMemory -= entry(key);
        }
    }

    private static long entry(String key) {
        return ENTRY + 2L * key.length();
    }

    /**
     * What a batch meets: the values it goes on with, null for a key that the slower store has yet to claim, and the
     * memory it takes on top of what is taken.
     */
    record Plan(Batch batch, List<@Nullable Chunks> targets, long growth) {

        /** The keys that the slower store has yet to claim. */
        List<String> unknown() {
            List<String> unknown = new ArrayList<>();
            for (int i = 0; i < targets.size(); i++) {
                if (targets.get(i) == null) {
                    unknown.add(batch.pieces().get(i).key);
                }
            }
            return unknown;
        }
    }
}
