package io.partd.cli;

import java.io.IOException;
import java.io.InputStream;

/** Standard input of a process that was started without one, as by {@code <&-}. */
final class ClosedInput extends InputStream {

    @Override
    public int read() throws IOException {
        throw new IOException("standard input is closed; give a file, or /dev/null for nothing");
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return read();
    }
}
