package io.partd.parquet.write;

import java.io.IOException;
import java.io.OutputStream;

/** An output that a file is written to, from the start or from its present end. */
final class Output {

    private final OutputStream stream;
    private long position;

    /** Goes on after so many bytes. */
    Output(OutputStream stream, long position) {
        this.stream = stream;
        this.position = position;
    }

    void write(byte[] bytes) throws IOException {
        write(bytes, bytes.length);
    }

    void write(byte[] bytes, int length) throws IOException {
        stream.write(bytes, 0, length);
        position += length;
    }

    /** Returns how many bytes the file has. */
    long position() {
        return position;
    }
}
