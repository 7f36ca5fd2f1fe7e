package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code PLAIN} byte strings, each with its length in front. */
public final class PlainByteArrayDecoder implements ByteArrayDecoder {

    private final byte[] data;
    private final int end;
    private int at;

    /** Begins to read. */
    public PlainByteArrayDecoder(byte[] data, int from, int end) {
        this.data = data;
        this.at = from;
        this.end = end;
    }

    @Override
    public int read(Slices out, int count) throws CorruptDataException {
        out.within(data);
        int[] starts = out.starts();
        int[] lengths = out.lengths();
        int position = at;
        for (int i = 0; i < count; i++) {
            int next = LittleEndian.endOf(data, position, end);
            position += Integer.BYTES;
            starts[i] = position;
            lengths[i] = next - position;
            position = next;
        }
        at = position;
        return count;
    }
}
