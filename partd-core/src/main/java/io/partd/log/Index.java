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
 * The places of the keys' values. The log has lists of each key's records, and each list names the one before it. The
 * index keeps the position of the last list, and a chain of the recent records: those after the list, all in the active
 * segment. Many recent records are written to the log as lists, so that the memory depends on the number of keys, not
 * of records.
 *
 * <p>Calls exclude each other by the owner's lock, except {@link #find} and {@link #prepare}.
 */
final class Index {

    private static final int FIRST_RECENT = 1 << 10;
    /** The largest arrays that are reused, in records. */
    private static final int MAX_KEPT = 1 << 20;

    /** A key with a value, or one that is about to get a value. */
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

        /** Returns the key's bytes in the log, which the caller must not change. */
        byte[] utf8() {
            return utf8;
        }

        long size() {
            return size;
        }

        /** Returns the position of the last list, or 0. */
        long head() {
            return head;
        }

        /** Returns the position of the list that replaces those in removed segments, or 0. */
        long base() {
            return base;
        }

        int recentCount() {
            return recentCount;
        }
    }

    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final List<Entry> touched = new ArrayList<>();

    /** The offsets of the recent records, and for each the number of the key's record before it, from 1; else 0. */
    private int[] offsets = new int[FIRST_RECENT];

    private int[] before = new int[FIRST_RECENT];
    private int recents;

    /** Returns a key's entry. Needs no lock. */
    @Nullable
    Entry find(String key) {
        return entries.get(key);
    }

    /**
     * Returns a key's entry, or a new one that is not in the index. Needs no lock.
     *
     * @throws InvalidKeyException if no log can hold the key
     */
    Entry prepare(String key) throws InvalidKeyException {
        Entry present = entries.get(key);
        return present == null ? new Entry(key, utf8(key)) : present;
    }

    /**
     * Returns a key's bytes in the log.
     *
     * @throws InvalidKeyException if no log can hold the key
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
            throw new InvalidKeyException(key, "has an unpaired surrogate, which UTF-8 cannot encode");
        }
        byte[] utf8 = new byte[encoded.remaining()];
        encoded.get(utf8);
        if (utf8.length > Format.MAX_KEY) {
            throw new InvalidKeyException(
                    key, "has " + utf8.length + " bytes in UTF-8; a log allows " + Format.MAX_KEY);
        }
        return utf8;
    }

    /**
     * Adds a record to a key.
     *
     * @param prepared the key's entry, from {@link #prepare}; it may be out of date
     * @param offset the record's offset in the active segment
     * @param length the number of bytes of its value
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

    /** Removes a key. */
    void delete(String key) {
        Entry entry = entries.remove(key);
        if (entry != null) {
            entry.gone = true;
        }
    }

    /**
     * The place of a key's value at one moment.
     *
     * @param utf8 the key's bytes in the log
     * @param size the number of bytes of the value
     * @param head the position of the last list, or 0
     * @param base the position of the list that replaces those in removed segments, or 0
     * @param recent the later records, in the segment that was active, in units of the alignment
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared, never shown to callers
    record Location(String key, byte[] utf8, long size, long head, long base, int[] recent) {

        private static final Location NONE = new Location("", new byte[0], 0, 0, 0, new int[0]);
    }

    /** Returns the place of a key's value; without a value, of an empty one. */
    Location locate(String key) {
        Entry entry = find(key);
        return entry == null ? Location.NONE : locate(entry);
    }

    Location locate(Entry entry) {
        return new Location(entry.key, entry.utf8, entry.size, entry.head, entry.base, recent(entry));
    }

    /** Adds a key from a checkpoint. */
    void restore(Entry fresh, long size, long head, long base) {
        Entry entry = attached(fresh);
        entry.size = size;
        entry.head = head;
        entry.base = base;
    }

    /** Returns the number of recent records, also those of deleted keys. */
    int recents() {
        return recents;
    }

    /** Returns the keys that have recent records. */
    List<Entry> unlisted() {
        List<Entry> live = new ArrayList<>(touched.size());
        for (Entry entry : touched) {
            if (!entry.gone) {
                live.add(entry);
            }
        }
        return live;
    }

    /** Returns the offsets of a key's recent records in append order, in units of the alignment. */
    private int[] recent(Entry entry) {
        int[] found = new int[entry.recentCount];
        int record = entry.recent;
        for (int i = found.length - 1; i >= 0; i--) {
            found[i] = offsets[record - 1];
            record = before[record - 1];
        }
        return found;
    }

    /** Returns the list of a key's recent records. */
    OffsetList nextList(Entry entry) {
        return new OffsetList(entry.head, entry.recentBytes, recent(entry));
    }

    /** Sets the last list of a key, which contains its recent records. */
    void listed(Entry entry, long position) {
        entry.head = position;
        entry.recent = 0;
        entry.recentCount = 0;
        entry.recentBytes = 0;
    }

    /** Clears the recent records, after all of them were written in lists. */
    void allListed() {
        recents = 0;
        touched.clear();
        if (offsets.length > MAX_KEPT) {
            offsets = new int[FIRST_RECENT];
            before = new int[FIRST_RECENT];
        }
    }

    /** Returns whether an entry is still in the index. */
    boolean holds(Entry entry) {
        return entry.owner == this && !entry.gone;
    }

    /** Replaces all of a key's lists up to one by another list. */
    void compacted(Entry entry, long lastReplaced, long position) {
        if (entry.head == lastReplaced) {
            entry.head = position;
            entry.base = 0;
        } else {
            entry.base = position;
        }
    }

    /** Returns all keys, in no order. */
    Collection<Entry> entries() {
        return entries.values();
    }

    int keys() {
        return entries.size();
    }

    /**
     * Applies a batch, and verifies its checksums. After a failure the index has a part of the batch, and is useless.
     *
     * @throws CorruptDataException if the batch is damaged
     */
    void replay(BatchReader reader, Batch.Header header, long offset) throws IOException {
        reader.visit(header, offset, BatchReader.Verify.CHECKSUMS, new BatchReader.Visitor() {
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

            @Override
            public void list(byte[] key, long at, OffsetList list) throws CorruptDataException {
                Entry entry = find(BatchReader.text(key));
                if (entry == null) {
                    throw reader.corrupt(
                            at, "there is a list of key '" + BatchReader.text(key) + "', which has no value");
                }
                if (list.previous() != entry.head) {
                    // A compaction has replaced the list before this one.
                    entry.base = entry.head;
                }
                listed(entry, Format.position(reader.segment().id(), at));
            }
        });
        if (header.kind() == Format.INDEX) {
            allListed();
        }
    }
}
