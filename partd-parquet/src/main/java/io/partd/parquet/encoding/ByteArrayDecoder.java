package io.partd.parquet.encoding;

import io.partd.CorruptDataException;

/** Reads values that are byte strings. */
public interface ByteArrayDecoder {

    /**
     * Says where the next values are. They are valid until the next call.
     *
     * @param count how many, at most the capacity of {@code out}
     * @return how many it was: at least one, fewer if they would take too much memory
     */
    int read(Slices out, int count) throws CorruptDataException;
}
