package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Looks whether there is a record at some place of a segment, whatever may be there. Not thread-safe. */
final class RecordScan {

    private static final int WINDOW = 1 << 20;

    private final Segment segment;
    private final CRC32C crc = new CRC32C();
    private final byte[] window = new byte[WINDOW];
    private final ByteBuffer numbers = ByteBuffer.wrap(window).order(ByteOrder.LITTLE_ENDIAN);
    private long windowStart;
    private long windowEnd;

    private int type;
    private int keyLength;
    private int length;
    private String key = "";

    RecordScan(Segment segment) {
        this.segment = segment;
    }

    /** What there is. */
    enum Found {
        /** A record that is whole. */
        WHOLE,
        /** What is damaged, but may be a record of {@link #key} and {@link #length}. */
        OTHER_CHECKSUM,
        /** Nothing that looks like one. */
        NOTHING
    }

    /**
     * Looks at a place.
     *
     * @param end where the record must have ended
     */
    Found look(long at, long end) throws IOException {
        if (at + Format.RECORD_HEADER > end) {
            return Found.NOTHING;
        }
        int head = require(at, Format.RECORD_HEADER, end);
        type = numbers.get(head + 7);
        keyLength = numbers.getInt(head + 4) & 0xffffff;
        length = numbers.getInt(head + 8);
        boolean valid = keyLength > 0
                && keyLength <= Format.LONGEST_KEY
                && (type == Format.APPEND ? length > 0 && length <= Format.LARGEST_PIECE : length == 0)
                && (type == Format.APPEND || type == Format.DELETE)
                && next(at) <= end;
        if (!valid) {
            return Found.NOTHING;
        }
        int covered = Format.RECORD_HEADER + keyLength + length;
        head = require(at, covered, end);
        key = new String(window, head + Format.RECORD_HEADER, keyLength, StandardCharsets.UTF_8);
        crc.reset();
        crc.update(window, head + 4, covered - 4);
        return (int) crc.getValue() == numbers.getInt(head) ? Found.WHOLE : Found.OTHER_CHECKSUM;
    }

    private int require(long at, int count, long end) throws IOException {
        if (at < windowStart || at + count > windowEnd) {
            int read = (int) Math.min(window.length, end - at);
            windowEnd = 0;
            segment.file().read(at, window, 0, read);
            windowStart = at;
            windowEnd = at + read;
        }
        return (int) (at - windowStart);
    }

    /** Returns where the next record is, if this one, which begins at an offset, is one. */
    long next(long at) {
        return at + Format.recordLength(keyLength, length);
    }

    String key() {
        return key;
    }

    /** Returns the number of bytes of the value. */
    int length() {
        return length;
    }

    boolean isDelete() {
        return type == Format.DELETE;
    }
}
