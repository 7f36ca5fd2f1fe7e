package io.partd.log;

import io.partd.CorruptDataException;
import io.partd.internal.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads a value piece by piece. For one thread, which retains the segments meanwhile. */
final class ValueReader {

    private final Disk disk;
    private final SegmentSet segments;
    private final Index.Location location;
    private final PieceReader pieces;
    private final Deque<Long> lists;
    private boolean recentLeft;

    private Segment segment;
    private OffsetList list = new OffsetList(0, 0, new int[0]);
    private int fetched;
    private long left;

    ValueReader(Disk disk, SegmentSet segments, Index.Location location) throws IOException {
        this.disk = disk;
        this.segments = segments;
        this.location = location;
        lists = lists();
        recentLeft = location.recent().length > 0;
        segment = segments.last();
        pieces = new PieceReader(disk, segment);
        left = location.size();
    }

    /** Returns the positions of the lists, oldest first, by going back from the last one. */
    private Deque<Long> lists() throws IOException {
        Deque<Long> positions = new ArrayDeque<>();
        Set<Segment> passed = new HashSet<>();
        Segment latest = null;
        long rest = location.base();
        for (long position = location.head(); position != 0; ) {
            Segment found = segments.find(Format.segment(position));
            if (found == null) {
                if (rest == 0) {
                    throw missingList(position, positions.peekFirst());
                }
                position = rest;
                rest = 0;
            } else {
                long offset = Format.offset(position);
                // Always backwards, so that a damaged chain does not go in circles.
                boolean back = found == latest ? offset < Format.offset(positions.getFirst()) : passed.add(found);
                if (!back || offset % Format.ALIGNMENT != 0 || offset + Format.LIST_HEADER > found.allocated()) {
                    throw damagedList(found, offset);
                }
                latest = found;
                positions.addFirst(position);
                position = OffsetList.previous(found.file(), offset);
            }
        }
        return positions;
    }

    private CorruptDataException missingList(long position, @Nullable Long next) throws CorruptDataException {
        return next == null
                ? new CorruptDataException(
                        "a list of key '" + location.key() + "' in " + disk.path() + " refers to segment "
                                + Format.segment(position) + ", which is not part of this log; run 'partd verify'")
                : damagedList(segments.of(next), Format.offset(next));
    }

    private CorruptDataException damagedList(Segment in, long offset) {
        return in.corrupt(disk, offset, "the list of records of key '" + location.key() + "' is damaged");
    }

    /** Reads a whole value into an array that ends with room. */
    static byte[] readAll(Disk disk, SegmentSet segments, Index.Location location, long room) throws IOException {
        byte[] value = Bytes.array(location.size(), room, location.key());
        ValueReader reader = new ValueReader(disk, segments, location);
        int at = 0;
        for (int length = reader.nextLength(); length > 0; length = reader.nextLength()) {
            reader.read(value, at);
            at += length;
        }
        return value;
    }

    /** Lends a whole value part by part. Does not copy large pieces; gathers small ones. */
    void lendAll(LentBytes.Consumer consumer) throws IOException {
        byte[] block = new byte[(int) Math.min(left, Format.MAX_PIECE)];
        int gathered = 0;
        for (int length = nextLength(); length > 0; length = nextLength()) {
            long at = pieces.offset();
            ByteBuffer view = pieces.view();
            if (gathered > 0 && (view != null || length > block.length - gathered)) {
                block = lend(consumer, block, gathered);
                gathered = 0;
            }
            left -= length;
            if (view == null) {
                pieces.read(block, gathered);
                gathered += length;
            } else {
                lend(consumer, view, segment, at);
            }
        }
        if (gathered > 0) {
            lend(consumer, block, gathered);
        }
    }

    /** Lends the gathered bytes; returns the block for the next ones, a new one if a thread still reads this one. */
    private byte[] lend(LentBytes.Consumer consumer, byte[] block, int gathered) throws IOException {
        boolean free = lend(consumer, ByteBuffer.wrap(block, 0, gathered), segment, 0);
        return free ? block : new byte[block.length];
    }

    /** Lends bytes to a consumer; returns whether no thread reads them any more. */
    private boolean lend(LentBytes.Consumer consumer, ByteBuffer bytes, Segment from, long at) throws IOException {
        LentBytes.Loan loan = new LentBytes.Loan(segments.retain());
        boolean free = false;
        try {
            consumer.accept(
                    new LentBytes(bytes.asReadOnlyBuffer(), loan, disk.path().resolve(from.fileName()), at));
        } finally {
            free = loan.end();
        }
        return free;
    }

    /** Returns the number of bytes that have not been read. */
    long left() {
        return left;
    }

    /** Returns the length of the next piece, 0 at the end. */
    int nextLength() throws IOException {
        if (!pieces.hasNext() && !fetch()) {
            requireAll();
            return 0;
        }
        int length = pieces.length();
        if (length > left) {
            throw segment.corrupt(
                    disk,
                    pieces.offset(),
                    "the value of key '" + location.key() + "' does not fit its lists: it has " + location.size()
                            + " bytes");
        }
        return length;
    }

    private void requireAll() throws IOException {
        if (left != 0) {
            throw new CorruptDataException("the records of key '" + location.key() + "' in " + disk.path() + " are "
                    + left + " bytes short of its " + location.size() + "; run 'partd verify'");
        }
    }

    /** Reads the next piece. */
    void read(byte[] target, int from) throws IOException {
        left -= pieces.length();
        pieces.read(target, from);
    }

    void skip() {
        left -= pieces.length();
        pieces.skip();
    }

    /** Fetches the next records; returns false if there are none. */
    private boolean fetch() throws IOException {
        while (fetched == list.offsets().length) {
            if (!nextList()) {
                return false;
            }
        }
        fetched += pieces.fetch(segment, location.utf8(), list, fetched);
        return true;
    }

    private boolean nextList() throws IOException {
        Long position = lists.poll();
        if (position != null) {
            segment = segments.of(position);
            long offset = Format.offset(position);
            OffsetList read = OffsetList.read(segment.file(), offset, segment.allocated());
            if (read == null) {
                throw damagedList(segment, offset);
            }
            list = read;
        } else if (recentLeft) {
            recentLeft = false;
            segment = segments.last();
            list = new OffsetList(0, 0, location.recent());
        } else {
            return false;
        }
        fetched = 0;
        return true;
    }

    /**
     * Reads the values of one key's records, and verifies the keys and checksums. Not thread-safe.
     *
     * <p>The records may lie far apart. This class takes several at a time: it looks up all lengths, then copies all
     * small records, then verifies one after the other. The first two steps do so little that the processor waits for
     * the memory of several records at the same time.
     */
    private static final class PieceReader {

        /** The largest number of records at a time. */
        static final int MAX_FETCHED = 16;

        /** The largest record that is copied as a whole. The value of a larger one goes directly to its target. */
        private static final int SMALL = 2 << 10;

        private static final int CACHE_LINE = 64;

        private final Disk disk;
        private final CRC32C crc = new CRC32C();
        private final int[] lengths = new int[MAX_FETCHED];
        private final int[] copies = new int[MAX_FETCHED];
        private final long[] offsets = new long[MAX_FETCHED];

        private Segment segment;
        private byte[] key = {};
        private int count;
        private int next;

        private byte[] copied = {};

        PieceReader(Disk disk, Segment any) {
            this.disk = disk;
            segment = any;
        }

        boolean hasNext() {
            return next < count;
        }

        /** Fetches records of a list, from the one with the index {@code first} on; returns how many. */
        int fetch(Segment from, byte[] expectedKey, OffsetList list, int first) throws IOException {
            segment = from;
            key = expectedKey;
            next = 0;
            count = 0;
            int fetched = Math.min(MAX_FETCHED, list.offsets().length - first);
            long end = segment.allocated();
            Disk.File file = segment.file();
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
                // Whole words, with the record's padding, because the checksum waits for the stores of other lengths.
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
                    // Prefetches the cache lines without the length. The stored byte is overwritten below.
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

        /** Returns the length of the next record's value. */
        int length() {
            return lengths[next];
        }

        long offset() {
            return offsets[next];
        }

        void skip() {
            next++;
        }

        /** Reads the next record's value. */
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
         * Returns the next record's value as a buffer, which is valid until the segment is released.
         *
         * @return null if the value has to be copied; the record is still the next one then
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

        /** Compares the computed checksum with the record's, and the record's key with the expected one. */
        private void check() throws CorruptDataException {
            int at = copies[next];
            int length = lengths[next];
            int head = Format.RECORD_HEADER + key.length;
            if ((int) crc.getValue() != number(at)
                    || number(at + Format.RECORD_WORD) != Format.recordWord(Format.APPEND, key.length)
                    || number(at + Format.RECORD_VALUE_LENGTH) != length) {
                throw damaged(offsets[next], "its checksum does not match");
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
}
