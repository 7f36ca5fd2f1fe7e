package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the batches of a segment: their headers, records and lists. {@link #visit} reads a batch that must be whole;
 * {@link #record} looks at any place, also a damaged one. Not thread-safe.
 */
final class BatchReader {

    private static final int WINDOW = 64 << 10;

    /** Gets the records or lists of a batch, in order. */
    interface Visitor {

        /** Takes a record that appends to a key's value. */
        default void append(byte[] key, long offset, int length) throws IOException {}

        /** Takes a record that deletes a key's value. */
        default void delete(byte[] key) throws IOException {}

        /** Takes a list of a key's records. */
        default void list(byte[] key, long offset, OffsetList list) throws IOException {}
    }

    /** What to verify of a record. */
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
        /** A record's header; the checksum does not match. */
        OTHER_CHECKSUM,
        /** Something that cannot be a record. */
        NOTHING
    }

    private final Disk disk;
    private final Segment segment;
    private final CRC32C crc = new CRC32C();
    private byte[] window = {};
    private ByteBuffer numbers = ByteBuffer.wrap(window);
    private long windowStart;
    private long windowEnd;

    /** The last record's word, the length of its value, and its place in the window. */
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
     * @return null if no batch has been published there
     * @throws CorruptDataException if there is something else than a batch
     */
    Batch.@Nullable Header header(long offset) throws IOException {
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
        Batch.Header header = Batch.Header.read(segment, offset, published, segment.allocated() - Format.BATCH_HEADER);
        if (header == null) {
            throw corrupt(offset, "there is no batch, or a damaged one");
        }
        return header;
    }

    /** Verifies all checksums of a batch. */
    void verify(Batch.Header header, long offset) throws IOException {
        visit(header, offset, Verify.CHECKSUMS, new Visitor() {});
    }

    /**
     * Reads the records or lists of a batch. A batch of another kind has none.
     *
     * @throws CorruptDataException if the batch is damaged
     */
    void visit(Batch.Header header, long offset, Verify verify, Visitor visitor) throws IOException {
        if (header.kind() == Format.DATA) {
            records(header, offset, verify, visitor);
        } else if (header.kind() == Format.INDEX) {
            lists(header, offset, visitor);
        }
    }

    private void records(Batch.Header header, long offset, Verify verify, Visitor visitor) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        for (int i = 0; i < header.count(); i++) {
            Found found = record(at, end, verify);
            if (found != Found.RECORD) {
                String what = found == Found.NOTHING ? "its header makes no sense" : "its checksum does not match";
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

    /** Returns the offset of the next record, given that of the last one. */
    long next(long at) {
        return at + Format.recordLength(Format.recordKey(word), length);
    }

    /** Reads some bytes into the window; returns their place. */
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

    private void lists(Batch.Header header, long offset, Visitor visitor) throws IOException {
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

    /** Returns the key of an earlier record. Bypasses the window, since the next such record may be far away. */
    private byte[] keyAt(long at, long end) throws IOException {
        Disk.File file = segment.file();
        boolean within = at + Format.RECORD_HEADER <= end;
        int head = within ? file.readInt(at + Format.RECORD_WORD) : 0;
        int key = Format.recordKey(head);
        boolean valid = within
                && Format.isRecord(head, file.readInt(at + Format.RECORD_VALUE_LENGTH))
                && at + Format.RECORD_HEADER + key <= end;
        if (!valid) {
            throw corrupt(at, "a list refers to a record that is not here");
        }
        byte[] utf8 = new byte[key];
        file.read(at + Format.RECORD_HEADER, utf8, 0, key);
        return utf8;
    }

    Segment segment() {
        return segment;
    }

    CorruptDataException corrupt(long offset, String what) {
        return segment.corrupt(disk, offset, what);
    }

    static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
