package io.partd.parquet.read;

import io.partd.CorruptDataException;
import io.partd.parquet.encoding.ByteArrayDecoder;
import io.partd.parquet.encoding.FixedWidthDecoder;
import io.partd.parquet.encoding.Slices;

/** Makes Arrow's decimals of byte strings, which may each have another length. */
final class ByteArrayDecimalDecoder implements FixedWidthDecoder {

    private static final int STEP = 256;

    private final ByteArrayDecoder strings;
    private final int width;
    private final Slices slices = new Slices(STEP);

    ByteArrayDecimalDecoder(ByteArrayDecoder strings, int width) {
        this.strings = strings;
        this.width = width;
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        int done = 0;
        while (done < count) {
            int n = strings.read(slices, Math.min(STEP, count - done));
            for (int i = 0; i < n; i++) {
                int at = from + (done + i) * width;
                Decimals.turn(slices.bytes(), slices.starts()[i], slices.lengths()[i], out, at, width);
            }
            done += n;
        }
    }
}
