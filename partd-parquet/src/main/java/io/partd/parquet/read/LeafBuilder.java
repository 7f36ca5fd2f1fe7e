package io.partd.parquet.read;

import io.partd.arrow.memory.BuiltColumns;
import io.partd.arrow.memory.OffsetsBuilder;
import java.io.IOException;

/** Builds the vector of one column of the file. */
interface LeafBuilder extends VectorBuilder {

    /** The most slots that are appended at once. */
    int STEP = 1024;

    /** Returns the decoders of the values. */
    ValueDecoders decoders();

    /** Begins with a page. */
    void begin(Page page);

    /**
     * Returns how many bytes a value of the page takes, at most or on average, whichever the page tells; 0 if all take
     * few.
     */
    default long valueSize() {
        return 0;
    }

    /** Reads values, at most {@link #STEP}. */
    void append(int count) throws IOException;

    /**
     * Reads values, and puts nulls between them.
     *
     * @param definitions of each slot, which has a value if it is {@code defined}
     * @param count of slots, at most {@link #STEP}
     */
    void append(byte[] definitions, int count, int defined) throws IOException;

    /**
     * Hands out offsets, and becomes empty.
     *
     * @throws IOException if the values are longer than offsets can say
     */
    static void finish(OffsetsBuilder offsets, BuiltColumns columns) throws IOException {
        if (offsets.isOverflown()) {
            throw new IOException(offsets.end() + " bytes or elements in the values of one batch; at most "
                    + Integer.MAX_VALUE + " are possible");
        }
        columns.addBuffer(offsets.share());
        offsets.close();
    }

    /** Returns how many slots have a value. */
    static int present(byte[] definitions, int from, int to, int defined) {
        int present = 0;
        for (int i = from; i < to; i++) {
            present += definitions[i] == defined ? 1 : 0;
        }
        return present;
    }
}
