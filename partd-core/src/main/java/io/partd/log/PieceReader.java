package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values in the records of one key, some records at a time, and checks them: the key must be the right one,
 * and key, length and value those of the checksum. Not thread-safe.
 *
 * <p>The records may lie far apart. First all lengths are looked up, then all small records are copied, then one after
 * the other is checked: in the first two steps there is so little to do that the processor waits for the memory of
 * several records at the same time.
 */
final class PieceReader {

    /** The most records at a time. */
    static final int MOST = 16;

    /** Up to this size a record is copied as a whole; of a larger one the value goes to its target at once. */
    private static final int SMALL = 2 << 10;

    private static final int CACHE_LINE = 64;

    private final Disk disk;
    private final CRC32C crc = new CRC32C();
    private final int[] lengths = new int[MOST];
    private final int[] copies = new int[MOST];
    private final long[] offsets = new long[MOST];

    private Segment segment;
    private byte[] key = {};
    private int count;
    private int next;

    private byte[] copied = {};

    PieceReader(Disk disk, Segment any) {
        this.disk = disk;
        segment = any;
    }

    /** Tells whether there is a piece left of those that were fetched. */
    boolean hasNext() {
        return next < count;
    }

    /** Fetches the records of a list from one on, as many as it takes at a time; returns how many. */
    int fetch(Segment from, byte[] expectedKey, OffsetList list, int first) throws IOException {
        segment = from;
        key = expectedKey;
        next = 0;
        count = 0;
        int fetched = Math.min(MOST, list.offsets().length - first);
        long end = segment.allocated();
        DiskFile file = segment.file();
        for (int i = 0; i < fetched; i++) {
            long offset = list.offset(first + i);
            if (offset + Format.RECORD_HEADER > end) {
                throw damaged(offset, "it is beyond the end");
            }
            offsets[i] = offset;
            lengths[i] = file.readInt(offset + Format.RECORD_VALUE_LENGTH);
        }
        int head = Format.RECORD_HEADER + key.length;
        int word = Format.recordWord(Format.APPEND, key.length);
        int room = 0;
        for (int i = 0; i < fetched; i++) {
            int length = lengths[i];
            long whole = Format.aligned(head + (long) length);
            if (!Format.isRecord(word, length) || offsets[i] + whole > end) {
                throw damaged(offsets[i], "its length is " + length);
            }
            // Whole words, with what pads the record: the JVM stores others in a way that the checksum then waits for.
            copies[i] = (int) (whole <= SMALL ? whole : Format.aligned(head));
            room += copies[i];
        }
        if (copied.length < room) {
            copied = new byte[room];
        }
        int at = 0;
        for (int i = 0; i < fetched; i++) {
            int size = copies[i];
            if (size > CACHE_LINE) {
                // Has the lines come that the lengths were not in. What is stored is overwritten below.
                copied[at] = (byte) (file.readInt(offsets[i] + CACHE_LINE) + file.readInt(offsets[i] + size - 4));
            }
            at += size;
        }
        at = 0;
        for (int i = 0; i < fetched; i++) {
            int size = copies[i];
            file.read(offsets[i], copied, at, size);
            copies[i] = at;
            at += size;
        }
        count = fetched;
        return fetched;
    }

    /** Returns the number of bytes of the value in the next record. */
    int length() {
        return lengths[next];
    }

    /** Returns where the next record is. */
    long offset() {
        return offsets[next];
    }

    /** Passes the next record by. */
    void skip() {
        next++;
    }

    /** Reads the value in the next record, for which there must be room. */
    void read(byte[] target, int from) throws IOException {
        int length = lengths[next];
        int at = copies[next];
        int head = Format.RECORD_HEADER + key.length;
        crc.reset();
        if (isSmall(next)) {
            crc.update(copied, at + 4, head + length - 4);
            System.arraycopy(copied, at + head, target, from, length);
        } else {
            segment.file().read(offsets[next] + head, target, from, length);
            crc.update(copied, at + 4, head - 4);
            crc.update(target, from, length);
        }
        check();
        next++;
    }

    /**
     * Returns the value in the next record as a buffer to be read before the segment is released.
     *
     * @return null if that needs a copy; then the record is still the next one
     */
    @Nullable
    ByteBuffer view() throws IOException {
        int head = Format.RECORD_HEADER + key.length;
        ByteBuffer view = isSmall(next) ? null : segment.file().view(offsets[next] + head, lengths[next]);
        if (view != null) {
            crc.reset();
            crc.update(copied, copies[next] + 4, head - 4);
            crc.update(view);
            check();
            next++;
        }
        return view == null ? null : view.rewind();
    }

    private boolean isSmall(int number) {
        return Format.aligned(Format.RECORD_HEADER + key.length + (long) lengths[number]) <= SMALL;
    }

    /** Compares what the checksum was computed of with what it should be. */
    private void check() throws CorruptDataException {
        int at = copies[next];
        int length = lengths[next];
        int head = Format.RECORD_HEADER + key.length;
        if ((int) crc.getValue() != number(at)
                || number(at + Format.RECORD_WORD) != Format.recordWord(Format.APPEND, key.length)
                || number(at + Format.RECORD_VALUE_LENGTH) != length) {
            throw damaged(offsets[next], "its checksum is another");
        }
        if (!Arrays.equals(copied, at + Format.RECORD_HEADER, at + head, key, 0, key.length)) {
            throw damaged(offsets[next], "it is another key's");
        }
    }

    private int number(int at) {
        return (copied[at] & 0xff)
                | (copied[at + 1] & 0xff) << 8
                | (copied[at + 2] & 0xff) << 16
                | copied[at + 3] << 24;
    }

    private CorruptDataException damaged(long offset, String what) {
        return segment.corrupt(disk, offset, "the record is damaged: " + what);
    }
}
