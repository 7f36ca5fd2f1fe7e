package io.partd.parquet.encoding;

import io.partd.CorruptDataException;
import java.io.IOException;

/** Reads values that all have the same width. */
@FunctionalInterface
public interface FixedWidthDecoder {

    /**
     * Reads values.
     *
     * @param out where they are put, one after the other
     * @param from the first byte there
     * @param count how many
     */
    void read(byte[] out, int from, int count) throws IOException;

    /** Returns a decoder of byte strings that all must have the same length. */
    static FixedWidthDecoder of(ByteArrayDecoder strings, int width) {
        Slices slice = new Slices(1);
        return (out, from, count) -> {
            for (int i = 0; i < count; i++) {
                strings.read(slice, 1);
                if (slice.lengths()[0] != width) {
                    throw new CorruptDataException(
                            "a value of " + slice.lengths()[0] + " bytes in a column of " + width + " bytes each");
                }
                System.arraycopy(slice.bytes(), slice.starts()[0], out, from + i * width, width);
            }
        };
    }
}
