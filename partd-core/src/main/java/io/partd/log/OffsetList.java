package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The offsets of consecutive records of one key, in the same segment as the list.
 *
 * <pre>
 * offset  bytes
 *      0      4  CRC32C of the rest, without padding
 *      4      4  number of records, at least 1
 *      8      8  position of the key's list before, or 0
 *     16      8  number of bytes of the value in these records
 *     24    4 n  the offsets of the records, each divided by 8, in append order
 * </pre>
 *
 * @param previous the position of the key's list before, or 0
 * @param bytes the number of bytes of the value in the records
 * @param offsets the offsets, in units of the alignment
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never shown to callers
record OffsetList(long previous, long bytes, int[] offsets) {

    byte[] encode() {
        byte[] encoded = new byte[(int) Format.listLength(offsets.length)];
        ByteBuffer list = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        list.putInt(4, offsets.length).putLong(8, previous).putLong(16, bytes);
        list.position(Format.LIST_HEADER)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .put(offsets);
        int end = Format.LIST_HEADER + Integer.BYTES * offsets.length;
        list.putInt(0, Format.checksum(encoded, Integer.BYTES, end));
        return encoded;
    }

    /**
     * Reads a list.
     *
     * @param end the offset where the list must have ended
     * @return null if there is no valid list
     */
    static @Nullable OffsetList read(Disk.File file, long at, long end) throws IOException {
        if (at % Format.ALIGNMENT != 0 || at + Format.LIST_HEADER > end) {
            return null;
        }
        int count = file.readInt(at + 4);
        if (count <= 0 || count > (end - at - Format.LIST_HEADER) / Integer.BYTES) {
            return null;
        }
        byte[] encoded = new byte[Format.LIST_HEADER + Integer.BYTES * count];
        file.read(at, encoded, 0, encoded.length);
        ByteBuffer list = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        if (list.getInt(4) != count || list.getInt(0) != Format.checksum(encoded, Integer.BYTES, encoded.length)) {
            return null;
        }
        int[] offsets = new int[count];
        list.position(Format.LIST_HEADER)
                .slice()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(offsets);
        return new OffsetList(list.getLong(8), list.getLong(16), offsets);
    }

    /** Returns only the position of the list before; it is verified when the list is read. */
    static long previous(Disk.File file, long at) throws IOException {
        return file.published(at + 8);
    }

    long offset(int number) {
        return Integer.toUnsignedLong(offsets[number]) * Format.ALIGNMENT;
    }
}
