package io.partd.buffer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a buffer holds: a hash table of keys, each with a chain of blocks of {@link Slabs}, and an account of the memory
 * that they take. An append copies each byte once, to the end of its key's chain; nothing is moved after that.
 *
 * <p>A key whose bytes were spilled stays as known to the store below, as long as the keys take little memory. Calls
 * exclude each other by the owner's lock.
 */
final class MemTable {

    /**
     * What a key takes besides its characters: table node 48, its share of the table while that grows 32, entry 64,
     * string 32, character array 24; without compressed references.
     */
    private static final int ENTRY = 200;

    /** The most bytes that a value gets at a time without need. */
    private static final int MAX_AT_ONCE = 1 << 14;

    /** A key, and where its bytes are. */
    static final class Entry {

        private final String key;
        private int first = Slabs.NONE;
        private int last = Slabs.NONE;
        /** Where in the first block the bytes begin. */
        private int start;
        /** How many bytes are free at the end of the last blocks, which lie side by side. */
        private int room;

        private long length;

        private Entry(String key) {
            this.key = key;
        }

        String key() {
            return key;
        }

        /** What the key takes besides its blocks. */
        private long memory() {
            return ENTRY + 2L * key.length();
        }
    }

    /** An entry to be spilled, with its length when that was decided. */
    record Candidate(Entry entry, long length) {}

    /** The table's entries for a batch. Valid until the table changes. */
    static final class Plan {

        private final Batch batch;
        /** The entry of each key; null for an unknown key. */
        private final @Nullable Entry[] entries;

        private final List<String> unknown = new ArrayList<>(0);
        private long newBlocks;
        private long newKeys;

        private Plan(Batch batch) {
            this.batch = batch;
            entries = new Entry[batch.size()];
        }

        /** The keys that the store below has yet to claim. */
        List<String> unknown() {
            return unknown;
        }
    }

    private final long limit;
    private final Slabs slabs;
    private Map<String, Entry> entries = new HashMap<>();
    private int most;
    private long keyMemory;
    private long length;
    /** The free blocks that the batch that is being added does not need. */
    private long spare;

    MemTable(long limit) {
        this.limit = limit;
        slabs = new Slabs(limit);
    }

    /** The most memory that may be in use, in bytes. */
    long limit() {
        return limit;
    }

    /** The memory in use, in bytes: blocks with their share of the slabs, and keys. */
    long memory() {
        return keyMemory + slabs.memory(slabs.used());
    }

    /** The number of bytes of all values. */
    long length() {
        return length;
    }

    /** The most memory that a batch would take by itself. */
    long sizeAlone(Batch batch) {
        return slabs.memory(batch.bytes() / slabs.blockBytes() + batch.size())
                + batch.size() * (long) ENTRY
                + 2 * batch.characters();
    }

    /** Looks up what a batch meets. The batch by itself must take no more than the limit. */
    Plan plan(Batch batch) {
        Plan plan = new Plan(batch);
        // Nothing but looking up in this loop: the processor then waits for the memory of several keys at once.
        for (int i = 0; i < plan.entries.length; i++) {
            plan.entries[i] = entries.get(batch.key(i));
        }
        for (int i = 0; i < plan.entries.length; i++) {
            Entry entry = plan.entries[i];
            long bytes = batch.length(i);
            if (entry == null) {
                plan.unknown.add(batch.key(i));
                plan.newKeys += bytes == 0 ? 0 : ENTRY + 2L * batch.key(i).length();
                plan.newBlocks += slabs.blocks(bytes);
            } else if (bytes > entry.room) {
                plan.newBlocks += slabs.blocks(bytes - entry.room);
            }
        }
        return plan;
    }

    /** Tells whether a batch fits: whether all slabs and keys would still be within the limit. */
    boolean hasRoom(Plan plan) {
        return keyMemory + plan.newKeys + slabs.memoryWith(plan.newBlocks) <= limit;
    }

    /** Adds a batch, wholly or not at all. */
    void add(Plan plan) {
        Batch batch = plan.batch;
        @Nullable Entry[] targets = plan.entries;
        slabs.reserve(Math.toIntExact(plan.newBlocks));
        spare = slabs.free() - plan.newBlocks;
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] == null && batch.length(i) > 0) {
                targets[i] = entry(batch.key(i));
            }
        }
        int added = 0;
        try {
            while (added < targets.length) {
                Entry entry = targets[added];
                if (entry != null) {
                    append(entry, batch, added);
                }
                added++;
            }
        } finally {
            if (added < targets.length) {
                takeBack(plan, added);
            }
        }
    }

    private Entry entry(String key) {
        Entry entry = new Entry(key);
        Entry known = entries.putIfAbsent(key, entry);
        if (known == null) {
            keyMemory += entry.memory();
            most = Math.max(most, entries.size());
        }
        return known == null ? entry : known;
    }

    private void append(Entry entry, Batch batch, int i) {
        byte[] array = batch.array(i);
        if (array != null) {
            append(entry, array, array.length);
        } else {
            append(entry, batch.buffers(i), batch.length(i));
        }
        entry.length += batch.length(i);
        length += batch.length(i);
    }

    private void append(Entry entry, byte[] value, int end) {
        for (int from = 0; from < end; ) {
            int part = room(entry, end - from);
            System.arraycopy(value, from, slabs.bytes(entry.last), end(entry), part);
            entry.room -= part;
            from += part;
        }
    }

    private void append(Entry entry, List<ByteBuffer> value, long bytes) {
        long rest = bytes;
        for (ByteBuffer buffer : value) {
            rest -= buffer.remaining();
            if (rest < 0) {
                break;
            }
            for (int from = buffer.position(); from < buffer.limit(); ) {
                int part = room(entry, buffer.limit() - from);
                buffer.get(from, slabs.bytes(entry.last), end(entry), part);
                entry.room -= part;
                from += part;
            }
        }
        if (rest != 0) {
            throw new ConcurrentModificationException("buffers changed their lengths while they were appended");
        }
    }

    /**
     * Ensures room for at least the first of the bytes; returns for how many. A value gets up to a quarter of its
     * length more than it needs, if there are spare blocks, so that its bytes lie in few places.
     */
    private int room(Entry entry, int bytes) {
        if (entry.room == 0) {
            long needed = slabs.blocks(bytes);
            long wanted = Math.min(entry.length / 4, MAX_AT_ONCE) / slabs.blockBytes();
            int first = slabs.take(needed + Math.max(0, Math.min(wanted - needed, spare)));
            int last = slabs.last(first);
            if (entry.last == Slabs.NONE) {
                entry.first = first;
            } else {
                slabs.setNext(entry.last, first);
            }
            int taken = last - first + 1;
            spare -= Math.max(0, taken - needed);
            entry.last = last;
            entry.room = taken * slabs.blockBytes();
        }
        return Math.min(entry.room, bytes);
    }

    /** Where in the array of the last blocks their room begins. They lie side by side. */
    private int end(Entry entry) {
        return slabs.offset(entry.last) + slabs.blockBytes() - entry.room;
    }

    /** Undoes a partly added batch: its first values, and the added part of the next one. */
    private void takeBack(Plan plan, int added) {
        for (int i = 0; i <= added; i++) {
            Entry entry = plan.entries[i];
            if (entry != null) {
                long bytes = i < added ? plan.batch.length(i) : 0;
                entry.length -= bytes;
                length -= bytes;
                cutOff(entry);
            }
        }
    }

    /** Gives back the blocks after the end of a value. */
    private void cutOff(Entry entry) {
        long kept = entry.length == 0 ? 0 : slabs.blocks(entry.start + entry.length);
        int last = Slabs.NONE;
        int next = entry.first;
        for (int i = 0; i < kept; i++) {
            last = next;
            next = slabs.next(last);
        }
        if (next == Slabs.NONE) {
            entry.room = Math.toIntExact(kept * slabs.blockBytes() - entry.start - entry.length);
            return;
        }
        int end = entry.last;
        int blocks = 1;
        for (int block = next; block != end; block = slabs.next(block)) {
            blocks++;
        }
        entry.last = last;
        if (last == Slabs.NONE) {
            entry.first = Slabs.NONE;
            entry.start = 0;
            entry.room = 0;
        } else {
            slabs.setNext(last, Slabs.NONE);
            entry.room = Math.toIntExact(kept * slabs.blockBytes() - entry.start - entry.length);
        }
        slabs.free(next, end, blocks);
    }

    /** Returns the bytes held for some keys. Omits keys without bytes. */
    List<Run> runs(Collection<String> keys) {
        List<Run> runs = new ArrayList<>();
        if (length > 0) {
            for (String key : keys) {
                Entry entry = entries.get(key);
                if (entry != null && entry.length > 0) {
                    runs.add(run(entry, entry.length));
                }
            }
        }
        return runs;
    }

    private Run run(Entry entry, long bytes) {
        return slabs.run(entry, entry.first, entry.start, bytes);
    }

    /** The number of bytes held of a key. */
    long length(String key) {
        Entry entry = entries.get(key);
        return entry == null ? 0 : entry.length;
    }

    /** The keys of which bytes are held. */
    List<String> keys() {
        List<String> keys = new ArrayList<>();
        for (Candidate candidate : candidates()) {
            keys.add(candidate.entry().key);
        }
        return keys;
    }

    /** The entries of which bytes are held, in no order. */
    List<Candidate> candidates() {
        List<Candidate> candidates = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.length > 0) {
                candidates.add(new Candidate(entry, entry.length));
            }
        }
        return candidates;
    }

    /**
     * What is held of candidates from the head of a queue, which are removed from it: whole values until they are large
     * enough, or the beginning of one that is too large.
     *
     * @param keep how much memory may stay in use
     * @param enough how many bytes are enough
     */
    List<Run> next(Deque<Candidate> queue, long keep, long enough) {
        List<Run> runs = new ArrayList<>();
        long blocks = slabs.used();
        long taken = 0;
        while (taken < enough && keyMemory + slabs.memory(blocks) > keep && !queue.isEmpty()) {
            Entry entry = queue.remove().entry();
            long bytes = Math.min(entry.length, enough);
            if (bytes < entry.length) {
                queue.addFirst(new Candidate(entry, entry.length));
                if (taken > 0) {
                    break;
                }
            }
            if (bytes > 0) {
                runs.add(run(entry, bytes));
                taken += bytes;
                blocks -= slabs.blocks(bytes);
            }
        }
        return runs;
    }

    /** Frees the first bytes of keys, which the store below has now. */
    void release(List<Run> runs) {
        for (Run run : runs) {
            Entry entry = run.entry();
            removeFirst(entry, run.length());
            if (entry.length == 0 && keyMemory > limit / 8 && entries.remove(entry.key, entry)) {
                remove(entry);
            }
        }
        shrink();
    }

    private void removeFirst(Entry entry, long bytes) {
        entry.length -= bytes;
        length -= bytes;
        if (entry.length == 0) {
            cutOff(entry);
            return;
        }
        long gone = entry.start + bytes;
        int blocks = (int) (gone / slabs.blockBytes());
        entry.start = (int) (gone % slabs.blockBytes());
        if (blocks > 0) {
            int first = entry.first;
            int last = first;
            for (int i = 1; i < blocks; i++) {
                last = slabs.next(last);
            }
            entry.first = slabs.next(last);
            slabs.free(first, last, blocks);
        }
    }

    /** Forgets keys and their bytes. */
    void removeAll(Collection<String> keys) {
        for (String key : keys) {
            Entry entry = entries.remove(key);
            if (entry != null) {
                remove(entry);
            }
        }
        shrink();
    }

    /** Forgets the keys of which nothing is held. */
    void removeIdle() {
        List<Entry> idle =
                entries.values().stream().filter(entry -> entry.length == 0).toList();
        for (Entry entry : idle) {
            entries.remove(entry.key);
            remove(entry);
        }
        shrink();
    }

    /** Forgets everything. */
    void clear() {
        for (Entry entry : entries.values()) {
            entry.length = 0; // a queue of candidates may still have it
        }
        entries = new HashMap<>();
        most = 0;
        keyMemory = 0;
        length = 0;
        slabs.clear();
    }

    private void remove(Entry entry) {
        length -= entry.length;
        entry.length = 0;
        cutOff(entry);
        keyMemory -= entry.memory();
    }

    /** A hash table never shrinks by itself, but its memory is counted per key. */
    private void shrink() {
        if (entries.size() < most / 2) {
            most = entries.size();
            entries = new HashMap<>(entries);
        }
    }
}
