package io.partd.shuffle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;

/**
 * A source of a shuffle's bytes: a file, a pipe, a decompressor. One thread at a time uses it.
 *
 * <pre>{@code
 * List<Source> sources = List.of(Source.file(january), Source.file(february)); // read in this order
 * }</pre>
 */
public interface Source {

    /** Returns the source's name in messages. */
    String name();

    /**
     * Opens the bytes from their beginning. Range partitioners call it once more after the first channel is closed.
     *
     * @return a channel in blocking mode, which the shuffle closes
     */
    ReadableByteChannel open() throws IOException;

    /** Returns a source that reads a file without decompressing it. */
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
