package io.partd.log;

import io.partd.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads the value in a record, checked: the key must be the right one, and key, length and value those of the checksum.
 * Not thread-safe.
 */
final class PieceReader {

    /** Up to this size a record is read in one go. */
    private static final int SMALL = 4 << 10;

    private static final int FIRST = 256;

    private final Disk disk;
    private final CRC32C crc = new CRC32C();
    private byte[] scratch = new byte[FIRST];

    PieceReader(Disk disk) {
        this.disk = disk;
    }

    /** Returns the number of bytes of the value in a record, as its header has it. */
    int length(Segment segment, long offset) throws IOException {
        if (offset + Format.RECORD_HEADER > segment.allocated()) {
            throw damaged(segment, offset, "it is beyond the end");
        }
        return segment.file().readInt(offset + 8);
    }

    /**
     * Reads a value.
     *
     * @param length its number of bytes, from {@link #length}
     * @param target where it goes; there must be room
     */
    void read(Segment segment, long offset, byte[] key, int length, byte[] target, int from) throws IOException {
        int head = Format.RECORD_HEADER + key.length;
        if (length <= 0
                || length > Format.LARGEST_PIECE
                || length > target.length - from
                || offset + head + length > segment.allocated()) {
            throw damaged(segment, offset, "its length is " + length);
        }
        DiskFile file = segment.file();
        if (scratch.length < head + Math.min(length, SMALL)) {
            scratch = new byte[head + SMALL];
        }
        crc.reset();
        if (length <= SMALL) {
            file.read(offset, scratch, 0, head + length);
            crc.update(scratch, 4, head + length - 4);
            System.arraycopy(scratch, head, target, from, length);
        } else {
            file.read(offset, scratch, 0, head);
            file.read(offset + head, target, from, length);
            crc.update(scratch, 4, head - 4);
            crc.update(target, from, length);
        }
        if ((int) crc.getValue() != number(0)
                || number(4) != (Format.APPEND << 24 | key.length)
                || number(8) != length) {
            throw damaged(segment, offset, "its checksum is another");
        }
        if (!Arrays.equals(scratch, Format.RECORD_HEADER, head, key, 0, key.length)) {
            throw damaged(segment, offset, "it is another key's");
        }
    }

    private int number(int at) {
        return (scratch[at] & 0xff)
                | (scratch[at + 1] & 0xff) << 8
                | (scratch[at + 2] & 0xff) << 16
                | scratch[at + 3] << 24;
    }

    private CorruptDataException damaged(Segment segment, long offset, String what) {
        return segment.corrupt(disk, offset, "the record is damaged: " + what);
    }
}
