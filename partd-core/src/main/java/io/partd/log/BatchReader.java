package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the batches of a segment: their headers, records and lists. {@link #records} and {@link #lists} read a batch
 * that must be whole; {@link #record} looks at any place, also a damaged one. Not thread-safe.
 */
final class BatchReader {

    private static final int WINDOW = 64 << 10;

    /** Gets the records of a batch, in order. */
    interface RecordVisitor {

        /** Takes a record that adds to a key. */
        void append(byte[] key, long offset, int length) throws IOException;

        /** Takes a record that deletes a key. */
        void delete(byte[] key) throws IOException;
    }

    /** Gets the lists of a batch, in order. */
    @FunctionalInterface
    interface ListVisitor {

        /** Takes a list of a key's records. */
        void list(byte[] key, long offset, OffsetList list) throws IOException;
    }

    /** Says what of a record is verified. */
    enum Verify {
        /** The header alone; the values are not read. */
        STRUCTURE,
        /** The header, and the checksum of key and value. */
        CHECKSUMS
    }

    /** What {@link #record} finds at an offset. */
    enum Found {
        /** A valid record. */
        RECORD,
        /** A record's header, with another checksum than that of the record. */
        OTHER_CHECKSUM,
        /** Something that cannot be a record. */
        NOTHING
    }

    private static final ListVisitor NO_LISTS = (key, offset, list) -> {};

    private static final RecordVisitor NO_RECORDS = new RecordVisitor() {
        @Override
        public void append(byte[] key, long offset, int length) {}

        @Override
        public void delete(byte[] key) {}
    };

    private final Disk disk;
    private final Segment segment;
    private final CRC32C crc = new CRC32C();
    private byte[] window = {};
    private ByteBuffer numbers = ByteBuffer.wrap(window);
    private long windowStart;
    private long windowEnd;

    /** The header of the last record, and its place in the window. */
    private int word;

    private int length;
    private int place;

    BatchReader(Disk disk, Segment segment) {
        this.disk = disk;
        this.segment = segment;
    }

    /**
     * Returns the header of the batch at an offset.
     *
     * @return null if nothing has been published there
     * @throws CorruptDataException if there is something else
     */
    @Nullable
    BatchHeader header(long offset) throws IOException {
        if (offset + Format.BATCH_HEADER > segment.allocated()) {
            segment.measure();
            if (offset + Format.BATCH_HEADER > segment.allocated()) {
                throw corrupt(offset, "the file was cut: it ends at byte " + segment.allocated());
            }
        }
        long published = segment.file().published(offset);
        if (published == 0) {
            return null;
        }
        if (published > segment.allocated() - offset - Format.BATCH_HEADER) {
            segment.measure();
        }
        BatchHeader header =
                BatchHeader.read(segment.file(), offset, published, segment.allocated() - offset, segment.salt());
        if (header == null) {
            throw corrupt(offset, "there is no batch, or a damaged one");
        }
        return header;
    }

    /** Compares all checksums of a batch. */
    void verify(BatchHeader header, long offset) throws IOException {
        if (header.kind() == Format.DATA) {
            records(header, offset, Verify.CHECKSUMS, NO_RECORDS);
        } else if (header.kind() == Format.INDEX) {
            lists(header, offset, NO_LISTS);
        }
    }

    /** Reads the records of a batch. */
    void records(BatchHeader header, long offset, Verify verify, RecordVisitor visitor) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < header.count(); i++) {
            Found found = record(at, end, verify);
            if (found != Found.RECORD) {
                String what = found == Found.NOTHING ? "its header makes no sense" : "its checksum is another";
                throw corrupt(at, "the record is damaged: " + what);
            }
            if (isDelete()) {
                visitor.delete(key());
            } else {
                visitor.append(key(), at, length);
            }
            at = next(at);
        }
        if (at != end) {
            throw corrupt(at, "the batch does not end with its last record");
        }
    }

    /**
     * Decodes the record at an offset. Unless it returns {@link Found#NOTHING}, the methods below describe the record.
     *
     * @param end where the record must have ended
     */
    Found record(long at, long end, Verify verify) throws IOException {
        if (at + Format.RECORD_HEADER > end) {
            return Found.NOTHING;
        }
        place = require(at, Format.RECORD_HEADER, end);
        word = numbers.getInt(place + Format.RECORD_WORD);
        length = numbers.getInt(place + Format.RECORD_VALUE_LENGTH);
        if (!Format.isRecord(word, length) || next(at) > end) {
            return Found.NOTHING;
        }
        int covered = Format.RECORD_HEADER + Format.recordKey(word) + (verify == Verify.CHECKSUMS ? length : 0);
        place = require(at, covered, end);
        if (verify == Verify.STRUCTURE) {
            return Found.RECORD;
        }
        crc.reset();
        crc.update(window, place + Format.RECORD_WORD, covered - Format.RECORD_WORD);
        return (int) crc.getValue() == numbers.getInt(place) ? Found.RECORD : Found.OTHER_CHECKSUM;
    }

    /** Returns the key of the last record. */
    byte[] key() {
        byte[] key = new byte[Format.recordKey(word)];
        System.arraycopy(window, place + Format.RECORD_HEADER, key, 0, key.length);
        return key;
    }

    /** Returns the number of bytes of the last record's value. */
    int length() {
        return length;
    }

    boolean isDelete() {
        return Format.recordType(word) == Format.DELETE;
    }

    /** Returns where the record after the last one begins, which begins at an offset itself. */
    long next(long at) {
        return at + Format.recordLength(Format.recordKey(word), length);
    }

    /** Makes sure that some bytes are in the window, and returns where. */
    private int require(long at, int count, long end) throws IOException {
        if (at < windowStart || at + count > windowEnd) {
            if (count > window.length) {
                window = new byte[Math.max(count, WINDOW)];
                numbers = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
            }
            int read = (int) Math.min(window.length, end - at);
            windowEnd = 0;
            segment.file().read(at, window, 0, read);
            windowStart = at;
            windowEnd = at + read;
        }
        return (int) (at - windowStart);
    }

    /** Reads the lists of a batch. */
    void lists(BatchHeader header, long offset, ListVisitor visitor) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < header.count(); i++) {
            OffsetList list = OffsetList.read(segment.file(), at, end);
            if (list == null) {
                throw corrupt(at, "the list is damaged");
            }
            visitor.list(keyAt(list.offset(0), offset), at, list);
            at += Format.listLength(list.offsets().length);
        }
        if (at != end) {
            throw corrupt(at, "the batch does not end with its last list");
        }
    }

    /**
     * Returns the key of a record somewhere before a place; reads nothing else, since the next one may lie far away.
     */
    private byte[] keyAt(long at, long end) throws IOException {
        DiskFile file = segment.file();
        boolean within = at + Format.RECORD_HEADER <= end;
        int head = within ? file.readInt(at + Format.RECORD_WORD) : 0;
        int key = Format.recordKey(head);
        boolean valid = within
                && Format.isRecord(head, file.readInt(at + Format.RECORD_VALUE_LENGTH))
                && at + Format.RECORD_HEADER + key <= end;
        if (!valid) {
            throw corrupt(at, "there is no record, though a list says so");
        }
        byte[] utf8 = new byte[key];
        file.read(at + Format.RECORD_HEADER, utf8, 0, key);
        return utf8;
    }

    /** Returns the position in the log of an offset in the segment. */
    long position(long offset) {
        return Format.position(segment.id(), offset);
    }

    /** Says what is wrong at an offset of the segment. */
    CorruptDataException corrupt(long offset, String what) {
        return segment.corrupt(disk, offset, what);
    }

    /** Returns a key's text. */
    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
