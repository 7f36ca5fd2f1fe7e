package io.partd.parquet.write;

import java.io.IOException;
import java.io.OutputStream;

/** Where a file is written, from its beginning to its end. */
final class Output {

    private final OutputStream stream;
    private long position;

    Output(OutputStream stream) {
        this.stream = stream;
    }

    void write(byte[] bytes) throws IOException {
        stream.write(bytes);
        position += bytes.length;
    }

    /** Returns how many bytes have been written. */
    long position() {
        return position;
    }
}
