package io.partd.shuffle;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Records in memory, each with its partition and the bytes that it is sorted by. They are sorted by partition, then by
 * these bytes, and then as they came. For one thread.
 */
final class SortedEntries {

    /** About how much memory an entry takes besides its bytes. */
    private static final int OVERHEAD = 64;

    private final RowBytes bytes = new RowBytes();
    private final List<Entry> entries = new ArrayList<>();

    /** Where an entry's key and record are. */
    private record Entry(int partition, int key, int record, int end) {}

    /** Takes entries in their order. */
    interface Taker {

        /**
         * Takes a record.
         *
         * @param array holds it from an index to another
         */
        void take(int partition, byte[] array, int from, int to) throws IOException;
    }

    /** Adds the cursor's record as it is written. */
    void add(int partition, SortedCursor cursor) throws IOException {
        int key = bytes.length();
        cursor.sortKey(bytes);
        int record = bytes.length();
        cursor.write(bytes);
        entries.add(new Entry(partition, key, record, bytes.length()));
    }

    /** Returns how much memory they take. */
    long size() {
        return bytes.length() + (long) entries.size() * OVERHEAD;
    }

    private void sort() {
        byte[] all = bytes.bytes();
        entries.sort(Comparator.comparingInt(Entry::partition)
                .thenComparing((a, b) -> Arrays.compareUnsigned(all, a.key, a.record, all, b.key, b.record)));
    }

    /** Hands all records over, in their order, and forgets them. */
    void take(Taker taker) throws IOException {
        sort();
        for (Entry entry : entries) {
            taker.take(entry.partition, bytes.bytes(), entry.record, entry.end);
        }
        clear();
    }

    /** Writes all entries, in their order, and forgets them. */
    void write(DataOutputStream out) throws IOException {
        sort();
        for (Entry entry : entries) {
            SortedRun.write(
                    out, entry.partition, bytes.bytes(), entry.key, entry.record - entry.key, entry.end - entry.record);
        }
        clear();
    }

    private void clear() {
        bytes.clear();
        entries.clear();
    }
}
