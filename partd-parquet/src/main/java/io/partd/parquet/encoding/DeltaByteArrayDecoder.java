package io.partd.parquet.encoding;

import io.partd.CorruptDataException;
import java.util.Arrays;

/**
 * Reads {@code DELTA_BYTE_ARRAY}: of each value how much of the one before it begins it, and the rest. A few bytes may
 * stand for very many, so that only as many values are made at once as fit in a bound.
 */
public final class DeltaByteArrayDecoder implements ByteArrayDecoder {

    private static final int ENOUGH = 1 << 18;

    private final DeltaBinaryPackedDecoder prefixes;
    private final DeltaLengthByteArrayDecoder suffixes;
    private final Slices suffix = new Slices(1);
    private byte[] values = new byte[1024];
    private int last;
    private int lastLength;

    /** Begins to read. */
    public DeltaByteArrayDecoder(byte[] data, int from, int end) throws CorruptDataException {
        prefixes = new DeltaBinaryPackedDecoder(data, from, end);
        suffixes =
                new DeltaLengthByteArrayDecoder(data, new DeltaBinaryPackedDecoder(data, from, end).skipToEnd(), end);
    }

    @Override
    public int read(Slices out, int count) throws CorruptDataException {
        System.arraycopy(values, last, values, 0, lastLength);
        last = 0;
        int to = lastLength;
        int made = 0;
        while (made < count && (made == 0 || to < ENOUGH)) {
            long prefix = prefixes.next();
            if (prefix < 0 || prefix > lastLength) {
                throw new CorruptDataException(
                        "a value begins with " + prefix + " bytes of one that has " + lastLength);
            }
            suffixes.read(suffix, 1);
            int rest = suffix.lengths()[0];
            makeRoom(to, prefix + rest);
            System.arraycopy(values, last, values, to, (int) prefix);
            System.arraycopy(suffix.bytes(), suffix.starts()[0], values, to + (int) prefix, rest);
            last = to;
            lastLength = (int) prefix + rest;
            out.starts()[made] = last;
            out.lengths()[made] = lastLength;
            to += lastLength;
            made++;
        }
        out.within(values);
        return made;
    }

    private void makeRoom(int to, long more) throws CorruptDataException {
        long needed = to + more + LittleEndian.SLACK;
        if (needed > 1 << 30) {
            throw new CorruptDataException("a delta-encoded value of " + more + " bytes; at most 2^29 are read");
        }
        if (needed > values.length) {
            values = Arrays.copyOf(values, (int) Math.max(needed, 2L * values.length));
        }
    }
}
