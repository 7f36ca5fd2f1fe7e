package io.partd.shuffle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/** Where a shuffle's bytes come from: a file, a pipe, a decompressor. Used by one thread at a time. */
public interface Source {

    /** Returns the name that messages show. */
    String name();

    /**
     * Opens the bytes from their beginning; may be called again after the channel is closed, and is for range
     * partitions.
     *
     * @return a channel in blocking mode, which the shuffle closes
     */
    ReadableByteChannel open() throws IOException;

    /** Returns a source that reads a file as it is. */
    static Source file(Path file) {
        return new Source() {
            @Override
            public String name() {
                return file.toString();
            }

            @Override
            public ReadableByteChannel open() throws IOException {
                return FileChannel.open(file);
            }
        };
    }
}
