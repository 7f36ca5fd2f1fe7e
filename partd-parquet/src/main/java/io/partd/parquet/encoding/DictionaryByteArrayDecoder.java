package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads {@code RLE_DICTIONARY} byte strings: indices in a dictionary. */
public final class DictionaryByteArrayDecoder implements ByteArrayDecoder {

    private static final int STEP = 1024;

    private final Slices dictionary;
    private final RleBitPackedDecoder indices;
    private final int[] batch = new int[STEP];

    /** Begins to read; the first byte is the width of the indices. */
    public DictionaryByteArrayDecoder(Slices dictionary, byte[] data, int from, int end) throws CorruptDataException {
        this.dictionary = dictionary;
        this.indices = RleBitPackedDecoder.ofIndices(data, from, end);
    }

    @Override
    public int read(Slices out, int count) throws CorruptDataException {
        out.within(dictionary.bytes());
        int n = Math.min(count, STEP);
        int[] ids = batch;
        indices.read(ids, 0, n);
        int[] starts = dictionary.starts();
        int[] lengths = dictionary.lengths();
        int[] outStarts = out.starts();
        int[] outLengths = out.lengths();
        for (int i = 0; i < n; i++) {
            int id = ids[i];
            outStarts[i] = starts[id];
            outLengths[i] = lengths[id];
        }
        return n;
    }
}
