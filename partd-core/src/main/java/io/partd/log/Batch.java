package io.partd.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A batch to write.
 *
 * @param kind {@link Format#DATA}, {@link Format#INDEX}, {@link Format#CHECKPOINT} or {@link Format#END}
 * @param length the number of bytes, with the header
 * @param count the number of records, lists or entries
 * @param body writes the batch
 */
record Batch(int kind, long length, int count, Body body) {

    /** Writes a batch. */
    @FunctionalInterface
    interface Body {

        /** Writes the batch with 0 for its length, so that nobody reads it yet. */
        void write(Header header, Segment segment, long offset) throws IOException;
    }

    /**
     * Makes a batch of lists.
     *
     * @param length the number of bytes of the lists
     * @param lists returns a list by its index
     * @param offsets receives the offset of each list when the batch is written
     */
    static Batch lists(BatchEncoder encoder, long length, IntFunction<OffsetList> lists, long[] offsets) {
        return new Batch(Format.INDEX, Format.BATCH_HEADER + length, offsets.length, (header, segment, offset) -> {
            encoder.begin(header, segment, offset);
            for (int i = 0; i < offsets.length; i++) {
                offsets[i] = encoder.offset();
                encoder.bytes(lists.apply(i).encode());
            }
            encoder.finish();
        });
    }

    /** Makes the batch that ends a segment. */
    static Batch end(BatchEncoder encoder) {
        return new Batch(Format.END, Format.BATCH_HEADER, 0, (header, segment, offset) -> {
            encoder.begin(header, segment, offset);
            encoder.finish();
        });
    }

    /**
     * Returns the header.
     *
     * @param flags {@link Format#SYNCED}, or 0
     * @param synced the length of the part of the segment that is on the disk for certain
     */
    Header header(int flags, long synced) {
        return new Header(kind, flags, length, count, synced);
    }

    /**
     * Writes the batch to a segment that does not belong to the log yet.
     *
     * @return the offset of the next batch
     */
    long addTo(Segment segment, long offset, int flags) throws IOException {
        long end = offset + length;
        segment.allocate(end + Format.BATCH_HEADER);
        body.write(header(flags, 0), segment, offset);
        segment.commit(offset, length);
        return end;
    }

    /**
     * The header of a batch.
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
     *     24      8  length of the part of this segment that was on the disk for certain when the batch was written
     * </pre>
     *
     * The length is stored last, in one step, and publishes the batch. The checksum contains the salt and the offset,
     * so that a copy of a batch, such as in a value that is a log itself, does not count as a batch.
     */
    record Header(int kind, int flags, long length, int count, long synced) {

        /** Writes the header into a block, with 0 for the length. */
        void encode(ByteBuffer block, int at, long salt, long offset) {
            byte[] covered = covered(salt, offset);
            block.putLong(at, 0);
            block.putInt(at + 8, Format.checksum(covered, 0, covered.length));
            block.put(at + 12, covered, Long.BYTES, Format.BATCH_HEADER - 12);
        }

        /** Returns what the checksum covers: the length, bytes 12 to 31 of the header, salt and offset. */
        private byte[] covered(long salt, long offset) {
            return ByteBuffer.allocate(44)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(length)
                    .put((byte) kind)
                    .put((byte) flags)
                    .putShort((short) 0)
                    .putInt(count)
                    .putInt(0)
                    .putLong(synced)
                    .putLong(salt)
                    .putLong(offset)
                    .array();
        }

        /**
         * Reads the header of a batch whose length has been published.
         *
         * @param end the offset where the batch must have ended
         * @return null if there is no valid header
         */
        static @Nullable Header read(Segment segment, long offset, long length, long end) throws IOException {
            if (length < Format.BATCH_HEADER || length % Format.ALIGNMENT != 0 || length > end - offset) {
                return null;
            }
            byte[] bytes = new byte[Format.BATCH_HEADER];
            segment.file().read(offset, bytes, 0, bytes.length);
            ByteBuffer read = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            Header header = new Header(read.get(12), read.get(13), length, read.getInt(16), read.getLong(24));
            byte[] covered = header.covered(segment.salt(), offset);
            boolean valid = read.getInt(8) == Format.checksum(covered, 0, covered.length)
                    && read.getShort(14) == 0
                    && read.getInt(20) == 0
                    && (header.flags & ~Format.SYNCED) == 0
                    && header.kind >= Format.DATA
                    && header.kind <= Format.END;
            return valid ? header : null;
        }

        /**
         * Reads the header of a published batch that lies within the file.
         *
         * @return null if there is none at this offset
         */
        static @Nullable Header find(Segment segment, long offset) throws IOException {
            if (offset + Format.BATCH_HEADER > segment.allocated()) {
                return null;
            }
            long length = segment.file().published(offset);
            return length == 0 ? null : read(segment, offset, length, segment.allocated());
        }

        boolean isSynced() {
            return (flags & Format.SYNCED) != 0;
        }
    }
}
