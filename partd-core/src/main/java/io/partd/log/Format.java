package io.partd.log;

import java.nio.file.FileSystemException;
import java.util.zip.CRC32C;

/**
 * The numbers of the format, which {@code docs/log-format.md} explains. All numbers are little-endian.
 *
 * <p>A <em>position</em> names a byte of the whole log: the number of the segment in its upper 29 bits, the offset in
 * the segment's file in its lower 35. 0 means no position.
 */
final class Format {

    /** The version that is written, and the only one that is read. */
    static final int VERSION = 1;

    /** The length of a segment's header; the first batch follows it. */
    static final int SEGMENT_HEADER = 128;

    /** The length of a batch's header. As many zeros always follow the last batch. */
    static final int BATCH_HEADER = 32;

    /** The number of bytes before the key in a record. */
    static final int RECORD_HEADER = 12;

    /** The offset in a record of the word that holds its type and the length of its key. */
    static final int RECORD_WORD = 4;

    /** The offset in a record of the length of its value. */
    static final int RECORD_VALUE_LENGTH = 8;

    /** The number of bytes before the offsets in a list. */
    static final int LIST_HEADER = 24;

    /** The most bytes of a value in one record. */
    static final int MAX_PIECE = 256 << 10;

    /** The most bytes of a key, in UTF-8. */
    static final int MAX_KEY = 64 << 10;

    /** The most bytes of a batch. */
    static final long MAX_BATCH = 16L << 30;

    /** The largest number of a segment that keeps positions positive. */
    static final long LAST_SEGMENT = (1L << 28) - 1;

    /** Records, batches and lists begin at multiples of this. */
    static final int ALIGNMENT = 8;

    /** A batch of records. */
    static final int DATA = 1;

    /** A batch of lists. */
    static final int INDEX = 2;

    /** A batch with the whole index. */
    static final int CHECKPOINT = 3;

    /** The batch that ends a segment. */
    static final int END = 4;

    /** The flag of a batch whose writer syncs, so that its header says what is synced. */
    static final int SYNCED = 1;

    /** A record that appends to a key's value. */
    static final int APPEND = 1;

    /** A record that deletes a key's value. */
    static final int DELETE = 2;

    private static final int TYPE_SHIFT = 24;
    private static final int KEY_LENGTH = (1 << TYPE_SHIFT) - 1;
    private static final int OFFSET_BITS = 35;
    private static final long OFFSET = (1L << OFFSET_BITS) - 1;

    private Format() {}

    static long position(long segment, long offset) {
        return segment << OFFSET_BITS | offset;
    }

    static long segment(long position) {
        return position >>> OFFSET_BITS;
    }

    static long offset(long position) {
        return position & OFFSET;
    }

    /** Returns the next multiple of the alignment. */
    static long aligned(long length) {
        return (length + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Returns the word that holds a record's type and the length of its key. */
    static int recordWord(int type, int key) {
        return type << TYPE_SHIFT | key;
    }

    /** Returns the type in a record's word. */
    static int recordType(int word) {
        return word >>> TYPE_SHIFT;
    }

    /** Returns the length of the key in a record's word. */
    static int recordKey(int word) {
        return word & KEY_LENGTH;
    }

    /** Returns whether a record can have this word and this length of its value. */
    static boolean isRecord(int word, int value) {
        int key = recordKey(word);
        boolean typed = switch (recordType(word)) {
            case APPEND -> value > 0 && value <= MAX_PIECE;
            case DELETE -> value == 0;
            default -> false;
        };
        return typed && key > 0 && key <= MAX_KEY;
    }

    /** Returns the length of a record with its padding. */
    static long recordLength(int key, int value) {
        return aligned(RECORD_HEADER + (long) key + value);
    }

    /** Returns the length of all records that a value is written in. */
    static long recordsLength(int key, long value) {
        long whole = value / MAX_PIECE;
        int rest = (int) (value % MAX_PIECE);
        return whole * recordLength(key, MAX_PIECE) + (rest == 0 ? 0 : recordLength(key, rest));
    }

    /** Returns the number of records that a value is written in. */
    static long records(long value) {
        return (value + MAX_PIECE - 1) / MAX_PIECE;
    }

    /** Returns the length of a list. */
    static long listLength(long offsets) {
        return aligned(LIST_HEADER + Integer.BYTES * offsets);
    }

    /** Thrown when a log has a format version that this program does not know. */
    static final class OtherVersionException extends FileSystemException {

        private static final long serialVersionUID = 1L;

        OtherVersionException(String file, int version) {
            super(
                    file,
                    null,
                    "is a log of format version " + version + "; this program reads version " + Format.VERSION
                            + " only, so use one that is as new as the log");
        }
    }

    /** Returns the CRC32C of a part of an array. */
    static int checksum(byte[] bytes, int from, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, end - from);
        return (int) crc.getValue();
    }
}
