package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a batch.
 *
 * <pre>
 * offset  bytes
 *      0      8  length of the batch with this header, a multiple of 8; 0 until the batch is whole
 *      8      4  CRC32C of: length, bytes 12 to 31, the salt of the log, the offset of the batch, 8 bytes each
 *     12      1  kind
 *     13      1  flags
 *     14      2  0
 *     16      4  number of records, lists or entries
 *     20      4  0
 *     24      8  how much of this segment was on the disk for certain when the batch was written
 * </pre>
 *
 * The length is stored last and at once, and so says that the batch is there. Salt and offset in the checksum keep a
 * copy of a batch, such as in a value that is a log itself, from being taken for one.
 */
record BatchHeader(int kind, int flags, long length, int count, long synced) {

    /** Writes the header into a block, but for the length. */
    void encode(ByteBuffer block, int at, long salt, long offset) {
        block.putLong(at, 0);
        block.putInt(at + 8, checksum(salt, offset));
        block.put(at + 12, (byte) kind);
        block.put(at + 13, (byte) flags);
        block.putShort(at + 14, (short) 0);
        block.putInt(at + 16, count);
        block.putInt(at + 20, 0);
        block.putLong(at + 24, synced);
    }

    private int checksum(long salt, long offset) {
        ByteBuffer covered = ByteBuffer.allocate(44).order(ByteOrder.LITTLE_ENDIAN);
        covered.putLong(length).put((byte) kind).put((byte) flags).putShort((short) 0);
        covered.putInt(count).putInt(0).putLong(synced).putLong(salt).putLong(offset);
        CRC32C crc = new CRC32C();
        crc.update(covered.array());
        return (int) crc.getValue();
    }

    /**
     * Reads the header of a batch whose length has been published.
     *
     * @param room the most bytes that the batch can have, with the zeros after it
     * @return null if there is no valid header
     */
    static @Nullable BatchHeader read(DiskFile file, long offset, long length, long room, long salt)
            throws IOException {
        if (length < Format.BATCH_HEADER || length % Format.ALIGNMENT != 0 || length > room - Format.BATCH_HEADER) {
            return null;
        }
        byte[] bytes = new byte[Format.BATCH_HEADER];
        file.read(offset, bytes, 0, bytes.length);
        ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        BatchHeader header = new BatchHeader(read.get(12), read.get(13), length, read.getInt(16), read.getLong(24));
        boolean valid = read.getInt(8) == header.checksum(salt, offset)
                && read.getShort(14) == 0
                && read.getInt(20) == 0
                && (header.flags & ~Format.SYNCED) == 0
                && header.kind >= Format.DATA
                && header.kind <= Format.END;
        return valid ? header : null;
    }

    /**
     * Reads the header of a batch that has been published and lies within the file.
     *
     * @return null if there is none at this offset
     */
    static @Nullable BatchHeader find(Segment segment, long offset) throws IOException {
        if (offset + Format.BATCH_HEADER > segment.allocated()) {
            return null;
        }
        long length = segment.file().published(offset);
        return length == 0
                ? null
                : read(
                        segment.file(),
                        offset,
                        length,
                        segment.allocated() - offset + Format.BATCH_HEADER,
                        segment.salt());
    }

    boolean isSynced() {
        return (flags & Format.SYNCED) != 0;
    }
}
