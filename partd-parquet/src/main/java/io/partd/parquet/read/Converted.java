package io.partd.parquet.read;

import io.partd.parquet.encoding.FixedDecoder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;

/** Converts what a decoder reads, some values at a time. */
final class Converted implements FixedDecoder {

    private static final int ENOUGH = 1 << 13;

    private final FixedDecoder plain;
    private final Conversion conversion;
    private final int step;
    private final byte[] values;

    Converted(FixedDecoder plain, int plainWidth, Conversion conversion) {
        this.plain = plain;
        this.conversion = conversion;
        this.step = Math.max(1, ENOUGH / plainWidth);
        this.values = new byte[step * plainWidth + LittleEndian.SLACK];
    }

    @Override
    public void read(byte[] out, int from, int count) throws IOException {
        int to = from;
        for (int left = count; left > 0; left -= step) {
            int n = Math.min(left, step);
            plain.read(values, 0, n);
            conversion.convert(values, n, out, to);
            to += n * conversion.width();
        }
    }
}
