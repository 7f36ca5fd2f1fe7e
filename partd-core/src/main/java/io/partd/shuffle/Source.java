package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;

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

    /** Returns a source that reads a file, {@linkplain #decompressed decompressed}. */
    static Source file(Path file) {
        return of(file.toString(), () -> FileChannel.open(file)).decompressed();
    }

    /**
     * Returns a source of this source's bytes, decompressed if they begin as gzip does, or in the format of another
     * {@link Decompressor} on the path; {@code partd-codecs} has those for zstd, bzip2 and lz4. The name does not
     * matter, and other bytes stay as they are.
     */
    default Source decompressed() {
        return of(name(), () -> Decompression.open(this));
    }

    /** Opens bytes from their beginning. */
    @FunctionalInterface
    interface Opening {

        /** Opens them. */
        ReadableByteChannel open() throws IOException;
    }

    /** Returns a source of what remains in buffers, which it leaves as they are. */
    static Source ofBuffers(String name, List<ByteBuffer> buffers) {
        return of(name, () -> Channels.newChannel(new BuffersStream(buffers)));
    }

    /** Returns a source with a name for messages. */
    static Source of(String name, Opening opening) {
        return new Source() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public ReadableByteChannel open() throws IOException {
                return opening.open();
            }
        };
    }
}
