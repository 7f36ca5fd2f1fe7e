package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A batch with the whole index, when every record is in a list. Opening the log reads no earlier batches.
 *
 * <pre>
 * offset  bytes
 *      0      4  CRC32C of bytes 4 to 15
 *      4      4  0
 *      8      8  epoch of the manifest at that time
 *     16         an entry for each key:
 *      0      4    CRC32C of the rest, without padding
 *      4      4    number of bytes of the key
 *      8      8    number of bytes of the value
 *     16      8    position of the key's last list
 *     24      8    position of the list that replaces those in removed segments, or 0
 *     32           the key
 * </pre>
 */
final class Checkpoint {

    private static final int HEADER = 16;
    private static final int ENTRY_HEADER = 32;

    private Checkpoint() {}

    /** Returns the number of bytes of the batch. */
    static long length(Collection<Index.Entry> entries) {
        long length = Format.BATCH_HEADER + HEADER;
        for (Index.Entry entry : entries) {
            length += entryLength(entry.utf8().length);
        }
        return length;
    }

    private static long entryLength(int key) {
        return Format.aligned(ENTRY_HEADER + (long) key);
    }

    /**
     * Makes the batch.
     *
     * @param entries the keys, which must not change until the batch is written
     * @param headAndBase returns the two list positions to write for a key
     */
    static Batch batch(
            BatchEncoder encoder,
            long epoch,
            Collection<Index.Entry> entries,
            Function<Index.Entry, long[]> headAndBase) {
        return new Batch(Format.CHECKPOINT, length(entries), entries.size(), (header, segment, offset) -> {
            encoder.begin(header, segment, offset);
            byte[] head = new byte[HEADER];
            ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putLong(8, epoch);
            encoder.bytes(summed(head, HEADER));
            for (Index.Entry entry : entries) {
                encoder.bytes(encoded(entry, headAndBase.apply(entry)));
            }
            encoder.finish();
        });
    }

    private static byte[] encoded(Index.Entry entry, long[] headAndBase) {
        byte[] key = entry.utf8();
        byte[] encoded = new byte[(int) entryLength(key.length)];
        ByteBuffer.wrap(encoded)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(4, key.length)
                .putLong(8, entry.size())
                .putLong(16, headAndBase[0])
                .putLong(24, headAndBase[1])
                .put(ENTRY_HEADER, key);
        return summed(encoded, ENTRY_HEADER + key.length);
    }

    /** Returns a key's list positions as the index has them. */
    static long[] headAndBase(Index.Entry entry) {
        return new long[] {entry.head(), entry.base()};
    }

    private static byte[] summed(byte[] bytes, int end) {
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(0, Format.checksum(bytes, Integer.BYTES, end));
        return bytes;
    }

    /** Returns whether a checkpoint is undamaged; it may be out of date. */
    static boolean isWhole(Segment segment, long offset) throws IOException {
        return read(segment, offset, Long.MIN_VALUE, null) != null;
    }

    /**
     * Reads a checkpoint.
     *
     * @param replaced the epoch before which a checkpoint is out of date
     * @param segments the segments that must contain the lists, or null
     * @return the index; null if there is no checkpoint, or a damaged or old one
     */
    static @Nullable Index read(Segment segment, long offset, long replaced, @Nullable SegmentSet segments)
            throws IOException {
        Disk.File file = segment.file();
        if (offset < Format.SEGMENT_HEADER || offset + Format.BATCH_HEADER > segment.allocated()) {
            return null;
        }
        Batch.Header batch =
                Batch.Header.read(segment, offset, file.published(offset), segment.allocated() - Format.BATCH_HEADER);
        if (batch == null
                || batch.kind() != Format.CHECKPOINT
                || batch.length() < Format.BATCH_HEADER + HEADER
                || batch.length() > Integer.MAX_VALUE - Long.BYTES) {
            return null;
        }
        byte[] bytes = new byte[(int) batch.length() - Format.BATCH_HEADER];
        file.read(offset + Format.BATCH_HEADER, bytes, 0, bytes.length);
        ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (numbers.getInt(0) != Format.checksum(bytes, Integer.BYTES, HEADER) || numbers.getLong(8) < replaced) {
            return null;
        }
        Index index = new Index();
        int at = HEADER;
        for (int i = 0; i < batch.count(); i++) {
            int rest = bytes.length - at;
            int key = rest < ENTRY_HEADER ? -1 : numbers.getInt(at + 4);
            if (key <= 0 || key > Format.MAX_KEY || entryLength(key) > rest) {
                return null;
            }
            int end = at + ENTRY_HEADER + key;
            long head = numbers.getLong(at + 16);
            boolean gone = segments != null && segments.find(Format.segment(head)) == null;
            if (numbers.getInt(at) != Format.checksum(bytes, at + Integer.BYTES, end) || gone) {
                return null;
            }
            byte[] utf8 = new byte[key];
            numbers.get(at + ENTRY_HEADER, utf8);
            Index.Entry entry = new Index.Entry(new String(utf8, StandardCharsets.UTF_8), utf8);
            index.restore(entry, numbers.getLong(at + 8), head, numbers.getLong(at + 24));
            at += (int) entryLength(key);
        }
        return at == bytes.length ? index : null;
    }
}
