package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code RLE_DICTIONARY} values of one width: indices in a dictionary. */
public final class DictionaryFixedDecoder implements FixedWidthDecoder {

    private static final int STEP = 1024;

    private final FixedDictionary dictionary;
    private final RleBitPackedDecoder indices;
    private final int[] batch = new int[STEP];

    /** Begins to read; the first byte is the width of the indices. */
    public DictionaryFixedDecoder(FixedDictionary dictionary, byte[] data, int from, int end)
            throws CorruptDataException {
        this.dictionary = dictionary;
        this.indices = DictionaryByteArrayDecoder.indices(data, from, end);
    }

    @Override
    public void read(byte[] out, int from, int count) throws CorruptDataException {
        int to = from;
        for (int left = count; left > 0; left -= STEP) {
            int n = Math.min(left, STEP);
            indices.read(batch, 0, n);
            dictionary.look(batch, n, out, to);
            to += n * dictionary.width();
        }
    }
}
