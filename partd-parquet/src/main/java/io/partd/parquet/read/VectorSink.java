package io.partd.parquet.read;

import java.io.IOException;

/** A vector, or several within one, that values are put in. */
interface VectorSink extends AutoCloseable {

    /** Returns how many bytes there are. */
    long size();

    /** Hands out the vectors, and begins anew. */
    void finish(Output output) throws IOException;

    @Override
    void close();
}
