package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the batches of a segment, one after the other. Not thread-safe. */
final class BatchReader {

    private static final int WINDOW = 64 << 10;

    /** What stands in a batch of records, and is told one by one, in order. */
    interface RecordVisitor {

        /** A record that adds to a key. */
        void append(byte[] key, long offset, int length) throws IOException;

        /** A record that deletes a key. */
        void delete(byte[] key) throws IOException;
    }

    /** What stands in a batch of lists. */
    @FunctionalInterface
    interface ListVisitor {

        /** A list of a key's records. */
        void list(byte[] key, long offset, OffsetList list) throws IOException;
    }

    /** How much of the records is read: without the checksums the values are passed by. */
    enum Trust {
        /** Only what says where the values are. */
        STRUCTURE,
        /** All, compared with the checksums. */
        NOTHING
    }

    private final Disk disk;
    private final Segment segment;
    private final CRC32C crc = new CRC32C();
    private byte[] window = new byte[WINDOW];
    private ByteBuffer numbers = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private long windowEnd;

    BatchReader(Disk disk, Segment segment) {
        this.disk = disk;
        this.segment = segment;
    }

    /**
     * Returns the header of the batch at an offset.
     *
     * @return null if nothing has been published there
     * @throws io.partd.CorruptDataException if there is something else
     */
    @Nullable
    BatchHeader header(long offset) throws IOException {
        if (offset + Format.BATCH_HEADER > segment.allocated()) {
            segment.measure();
            if (offset + Format.BATCH_HEADER > segment.allocated()) {
                throw segment.corrupt(disk, offset, "the file was cut: it ends at byte " + segment.allocated());
            }
        }
        long length = segment.file().published(offset);
        if (length == 0) {
            return null;
        }
        if (length > segment.allocated() - offset - Format.BATCH_HEADER) {
            segment.measure();
        }
        BatchHeader header =
                BatchHeader.read(segment.file(), offset, length, segment.allocated() - offset, segment.salt());
        if (header == null) {
            throw segment.corrupt(disk, offset, "there is no batch, or a damaged one");
        }
        return header;
    }

    /** Reads the records of a batch. */
    void records(BatchHeader header, long offset, Trust trust, RecordVisitor visitor) throws IOException {
        long end = offset + header.length();
        long at = offset + Format.BATCH_HEADER;
        windowEnd = 0;
        for (int i = 0; i < header.count(); i++) {
            at = record(at, end, trust, visitor);
        }
        if (at != end) {
            throw segment.corrupt(disk, at, "the batch does not end with its last record");
        }
    }

    private long record(long at, long end, Trust trust, RecordVisitor visitor) throws IOException {
        int head = require(at, Format.RECORD_HEADER, end);
        int type = numbers.get(head + 7);
        int keyLength = numbers.getInt(head + 4) & 0xffffff;
        int length = numbers.getInt(head + 8);
        boolean valid = keyLength > 0
                && keyLength <= Format.LONGEST_KEY
                && (type == Format.APPEND ? length > 0 && length <= Format.LARGEST_PIECE : length == 0)
                && (type == Format.APPEND || type == Format.DELETE);
        long next = at + Format.recordLength(keyLength, length);
        if (!valid || next > end) {
            throw segment.corrupt(disk, at, "the record is damaged: its header makes no sense");
        }
        int covered = Format.RECORD_HEADER + keyLength + (trust == Trust.NOTHING ? length : 0);
        head = require(at, covered, end);
        if (trust == Trust.NOTHING) {
            crc.reset();
            crc.update(window, head + 4, covered - 4);
            if ((int) crc.getValue() != numbers.getInt(head)) {
                throw segment.corrupt(disk, at, "the record is damaged: its checksum is another");
            }
        }
        byte[] key = new byte[keyLength];
        System.arraycopy(window, head + Format.RECORD_HEADER, key, 0, keyLength);
        if (type == Format.APPEND) {
            visitor.append(key, at, length);
        } else {
            visitor.delete(key);
        }
        return next;
    }

    /** Makes sure that some bytes are in the window, and returns where. */
    private int require(long at, int count, long end) throws IOException {
        if (at + count > end) {
            throw segment.corrupt(disk, at, "the batch ends before its records do");
        }
        if (at < windowStart || at + count > windowEnd) {
            if (count > window.length) {
                window = new byte[count];
                numbers = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
            }
            int read = (int) Math.min(window.length, end - at);
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
                throw segment.corrupt(disk, at, "the list is damaged");
            }
            visitor.list(key(list.offset(0), offset), at, list);
            at += Format.listLength(list.offsets().length);
        }
        if (at != end) {
            throw segment.corrupt(disk, at, "the batch does not end with its last list");
        }
    }

    /** Returns the key of a record. */
    private byte[] key(long at, long end) throws IOException {
        int length = at + Format.RECORD_HEADER > end ? 0 : segment.file().readInt(at + 4) & 0xffffff;
        if (length <= 0 || length > Format.LONGEST_KEY || at + Format.RECORD_HEADER + length > end) {
            throw segment.corrupt(disk, at, "there is no record, though a list says so");
        }
        byte[] key = new byte[length];
        segment.file().read(at + Format.RECORD_HEADER, key, 0, length);
        return key;
    }
}
