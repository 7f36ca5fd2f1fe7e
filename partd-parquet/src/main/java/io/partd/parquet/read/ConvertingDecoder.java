package io.partd.parquet.read;

import io.partd.parquet.encoding.FixedWidthDecoder;
import io.partd.parquet.encoding.LittleEndian;
import java.io.IOException;

/** Converts what a decoder reads, some values at a time. */
final class ConvertingDecoder implements FixedWidthDecoder {

    private static final int ENOUGH = 1 << 13;

    private final FixedWidthDecoder plain;
    private final ValueConverter converter;
    private final int step;
    private final byte[] values;

    ConvertingDecoder(FixedWidthDecoder plain, int plainWidth, ValueConverter converter) {
        this.plain = plain;
        this.converter = converter;
        this.step = Math.max(1, ENOUGH / plainWidth);
        this.values = new byte[step * plainWidth + LittleEndian.SLACK];
    }

    @Override
    public void read(byte[] out, int from, int count) throws IOException {
        int to = from;
        for (int left = count; left > 0; left -= step) {
            int n = Math.min(left, step);
            plain.read(values, 0, n);
            converter.convert(values, n, out, to);
            to += n * converter.width();
        }
    }
}
