package io.partd.log;

import java.io.IOException;
import java.util.function.IntFunction;

/**
 * A batch that is ready to be written.
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

        /** Writes all of the batch but its length, so that nobody reads it yet. */
        void write(BatchHeader header, Segment segment, long offset) throws IOException;
    }

    /**
     * Makes a batch of lists.
     *
     * @param length the number of bytes of the lists
     * @param lists returns a list by its number
     * @param offsets gets the offset of each list when the batch is written
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
    BatchHeader header(int flags, long synced) {
        return new BatchHeader(kind, flags, length, count, synced);
    }

    /**
     * Adds the batch to a segment that nobody else knows.
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
}
