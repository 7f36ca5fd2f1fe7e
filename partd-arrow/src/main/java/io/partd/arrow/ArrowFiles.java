package io.partd.arrow;

import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.FileInput;
import io.partd.arrow.ipc.LastSchema;
import io.partd.arrow.ipc.MalformedException;
import io.partd.arrow.ipc.StreamInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;

/**
 * Files in Arrow's IPC format: those with a footer, {@code .arrow}, which Feather 2 is as well, and those that hold a
 * stream, {@code .arrows}. {@link TableWriter} writes both.
 *
 * <p>A batch is held at a time. Lengths and offsets are checked before they are used, as {@link ArrowTables} does.
 */
public final class ArrowFiles {

    private ArrowFiles() {}

    /**
     * Returns the source of a file of either kind, which are told apart by how they begin. Reading throws a
     * {@link io.partd.CorruptDataException} that names the file if it is neither, or damaged.
     */
    public static TableSource source(Path file) {
        return new FileSource(file);
    }

    /**
     * Opens a stream that comes from elsewhere, such as a pipe.
     *
     * @param in is closed with the result, and if this throws
     * @param name what messages call it
     * @throws io.partd.CorruptDataException if it does not begin with a schema
     */
    public static ArrowReader openStream(InputStream in, String name, BufferAllocator allocator) throws IOException {
        return NamedBatches.reader(
                name,
                allocator,
                in,
                () -> StreamInput.open(new BufferedInputStream(in), Long.MAX_VALUE, 0, allocator, new LastSchema()));
    }

    private record FileSource(Path file) implements TableSource {

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public ArrowReader open(BufferAllocator allocator) throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(file);
            return NamedBatches.reader(name(), allocator, channel, () -> open(channel, allocator));
        }

        private static BatchStream open(SeekableByteChannel channel, BufferAllocator allocator) throws IOException {
            if (FileInput.isOne(channel)) {
                return FileInput.open(channel, allocator);
            }
            long length = channel.size();
            channel.position(0);
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            try {
                return StreamInput.open(in, length, length, allocator, new LastSchema());
            } catch (MalformedException e) {
                throw new MalformedException("neither an Arrow file nor a stream of Arrow's: " + e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
