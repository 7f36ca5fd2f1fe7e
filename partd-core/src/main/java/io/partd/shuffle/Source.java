package io.partd.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
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

    /** Returns a source that reads a file, {@linkplain #decompressed decompressed}. */
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
        }.decompressed();
    }

    /**
     * Returns a source of this source's bytes, decompressed if they begin as gzip does. Its name does not matter, and
     * other bytes stay as they are.
     */
    default Source decompressed() {
        Source compressed = this;
        return new Source() {
            @Override
            public String name() {
                return compressed.name();
            }

            @Override
            public ReadableByteChannel open() throws IOException {
                ReadableByteChannel channel = compressed.open();
                try {
                    ByteBuffer start = ByteBuffer.allocate(Gzip.MAGIC_LENGTH);
                    int read = 0;
                    while (start.hasRemaining() && read >= 0) {
                        read = channel.read(start);
                    }
                    start.flip();
                    ReadableByteChannel whole = new PrefixedChannel(start, channel);
                    return Gzip.startsWithMagic(start)
                            ? Channels.newChannel(Gzip.unpack(Channels.newInputStream(whole), name()))
                            : whole;
                } catch (IOException | RuntimeException e) {
                    channel.close();
                    throw e;
                }
            }
        };
    }
}
