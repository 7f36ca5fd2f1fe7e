package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.InvalidKeyException;
import io.partd.internal.Keys;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of the keys lie. For each key there are lists in the log, each naming the one before it, and the
 * records that came after the last list, which are all in the segment that is appended to. Those are kept here, in one
 * chain of numbers for each key; once there are many, they are written to the log as lists. So the memory depends on
 * the number of keys, not of records.
 *
 * <p>Calls exclude each other by the owner's lock, but for {@link #find} and {@link #prepare}.
 */
final class Index {

    private static final int FIRST_RECENT = 1 << 10;
    /** The most records for which the arrays are kept for the next ones. */
    private static final int MOST_KEPT = 1 << 20;

    /** A key that has a value, or, until something is appended to it, that is about to have one. */
    static final class Entry {

        private final String key;
        private final byte[] utf8;
        private @Nullable Index owner;
        private boolean gone;
        private long size;
        private long head;
        private long base;
        private int recent;
        private int recentCount;
        private long recentBytes;

        Entry(String key, byte[] utf8) {
            this.key = key;
            this.utf8 = utf8;
        }

        String key() {
            return key;
        }

        /** The key as it stands in the log. Not to be changed. */
        byte[] utf8() {
            return utf8;
        }

        /** The number of bytes of the value. */
        long size() {
            return size;
        }

        /** The position of the last list, or 0. */
        long head() {
            return head;
        }

        /** The position of the list that stands for those in segments that are no more, or 0. */
        long base() {
            return base;
        }

        /** The number of records since the last list. */
        int recentCount() {
            return recentCount;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<Entry> touched = new ArrayList<>();

    /** The records since the last lists: offset, and number of the one before of the same key, counted from 1. */
    private int[] offsets = new int[FIRST_RECENT];

    private int[] before = new int[FIRST_RECENT];
    private int recents;
    private long bytes;

    /** Returns a key's entry. May be called without the lock. */
    @Nullable
    Entry find(String key) {
        return entries.get(key);
    }

    /**
     * Returns a key's entry, or one that it can have. May be called without the lock.
     *
     * @throws InvalidKeyException if no log can hold the key
     */
    Entry prepare(String key) throws InvalidKeyException {
        Entry present = entries.get(key);
        return present == null ? new Entry(key, utf8(key)) : present;
    }

    /**
     * Returns a key as it stands in the log.
     *
     * @throws InvalidKeyException if no log can hold it
     */
    static byte[] utf8(String key) throws InvalidKeyException {
        Keys.check(key);
        ByteBuffer encoded;
        try {
            encoded = StandardCharsets.UTF_8
                    .newEncoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .encode(CharBuffer.wrap(key));
        } catch (CharacterCodingException e) {
            throw new InvalidKeyException(
                    key,
                    "has half a surrogate pair, which is no character; a key of a log is text that UTF-8 can write");
        }
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        if (utf8.length > Format.LONGEST_KEY) {
            throw new InvalidKeyException(
                    key, "has " + utf8.length + " bytes in UTF-8; a log allows " + Format.LONGEST_KEY);
        }
        return utf8;
    }

    /**
     * Adds a record to a key.
     *
     * @param prepared the key's entry as it may have been before
     * @param offset where the record is in the segment that is appended to
     * @param length the number of bytes that it adds to the value
     */
    void append(Entry prepared, long offset, int length) {
        Entry entry = attached(prepared);
        if (recents == offsets.length) {
            offsets = Arrays.copyOf(offsets, 2 * recents);
            before = Arrays.copyOf(before, 2 * recents);
        }
        offsets[recents] = (int) (offset / Format.ALIGNMENT);
        before[recents] = entry.recent;
        recents++;
        entry.recent = recents;
        if (entry.recentCount == 0) {
            touched.add(entry);
        }
        entry.recentCount++;
        entry.recentBytes += length;
        entry.size += length;
        bytes += length;
    }

    private Entry attached(Entry prepared) {
        if (prepared.owner == this && !prepared.gone) {
            return prepared;
        }
        Entry candidate = prepared.owner == null ? prepared : new Entry(prepared.key, prepared.utf8);
        Entry present = entries.putIfAbsent(candidate.key, candidate);
        if (present != null) {
            return present;
        }
        candidate.owner = this;
        return candidate;
    }

    /** Forgets a key's value. */
    void delete(String key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            entry.gone = true;
            bytes -= entry.size;
        }
    }

    /** Adds a key as a checkpoint has it. */
    void restore(Entry fresh, long size, long head, long base) {
        Entry entry = attached(fresh);
        entry.size = size;
        entry.head = head;
        entry.base = base;
        bytes += size;
    }

    /** Returns the number of records that are not in a list yet. */
    int recents() {
        return recents;
    }

    /** Returns the keys that have such records. */
    List<Entry> unlisted() {
        List<Entry> live = new ArrayList<>(touched.size());
        for (Entry entry : touched) {
            if (!entry.gone) {
                live.add(entry);
            }
        }
        return live;
    }

    /** Returns the offsets of those records of a key, in append order, in units of the alignment. */
    int[] recent(Entry entry) {
        int[] found = new int[entry.recentCount];
        int record = entry.recent;
        for (int i = found.length - 1; i >= 0; i--) {
            found[i] = offsets[record - 1];
            record = before[record - 1];
        }
        return found;
    }

    /** Returns the list of those records of a key. */
    OffsetList nextList(Entry entry) {
        return new OffsetList(entry.head, entry.recentBytes, recent(entry));
    }

    /** Notes that a key's records are in a list now. */
    void listed(Entry entry, long position) {
        entry.head = position;
        entry.recent = 0;
        entry.recentCount = 0;
        entry.recentBytes = 0;
    }

    /** Notes that a compaction has replaced the list before a key's next list. */
    private void rejoin(Entry entry, long previous) {
        if (previous != entry.head) {
            entry.base = entry.head;
        }
    }

    /** Notes that all records are in lists now. */
    void allListed() {
        recents = 0;
        touched.clear();
        if (offsets.length > MOST_KEPT) {
            offsets = new int[FIRST_RECENT];
            before = new int[FIRST_RECENT];
        }
    }

    /** Tells whether an entry is a key's, still the same one. */
    boolean holds(Entry entry) {
        return entry.owner == this && !entry.gone;
    }

    /** Notes that a list has taken the place of all of a key's lists up to one. */
    void compacted(Entry entry, long lastReplaced, long position) {
        if (entry.head == lastReplaced) {
            entry.head = position;
            entry.base = 0;
        } else {
            entry.base = position;
        }
    }

    /** Returns what there is, in no order. */
    Collection<Entry> entries() {
        return entries.values();
    }

    /** Returns the number of keys. */
    int keys() {
        return entries.size();
    }

    /** Returns the number of bytes of all values. */
    long bytes() {
        return bytes;
    }

    /**
     * Adds what a batch holds, and verifies its checksums. If that fails, this index holds a part of the batch, and
     * must not be used any more.
     *
     * @throws CorruptDataException if the batch is damaged
     */
    void replay(BatchReader reader, BatchHeader header, long offset) throws IOException {
        if (header.kind() == Format.DATA) {
            reader.records(header, offset, BatchReader.Verify.CHECKSUMS, new BatchReader.RecordVisitor() {
                @Override
                public void append(byte[] key, long at, int length) {
                    String text = BatchReader.text(key);
                    Entry present = find(text);
                    Index.this.append(present == null ? new Entry(text, key) : present, at, length);
                }

                @Override
                public void delete(byte[] key) {
                    Index.this.delete(BatchReader.text(key));
                }
            });
        } else if (header.kind() == Format.INDEX) {
            reader.lists(header, offset, (key, at, list) -> {
                Entry entry = find(BatchReader.text(key));
                if (entry == null) {
                    throw reader.corrupt(
                            at, "there is a list of key '" + BatchReader.text(key) + "', which has no value");
                }
                rejoin(entry, list.previous());
                listed(entry, reader.position(at));
            });
            allListed();
        }
    }
}
