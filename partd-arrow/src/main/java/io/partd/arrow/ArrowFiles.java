package io.partd.arrow;

import io.partd.arrow.ipc.BatchStream;
import io.partd.arrow.ipc.FileFooter;
import io.partd.arrow.ipc.FileInput;
import io.partd.arrow.ipc.IpcReader;
import io.partd.arrow.ipc.MalformedException;
import io.partd.arrow.ipc.StreamInput;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.jspecify.annotations.Nullable;

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
        return new FileSource(file, null);
    }

    /**
     * Opens a stream that comes from elsewhere, such as a pipe.
     *
     * @param in is closed with the result, and if this throws
     * @param name what messages call it
     * @throws io.partd.CorruptDataException if it does not begin with a schema
     */
    public static ArrowReader openStream(InputStream in, String name, BufferAllocator allocator) throws IOException {
        return IpcReader.open(
                name,
                allocator,
                in,
                () -> StreamInput.open(
                        new BufferedInputStream(in), Long.MAX_VALUE, 0, allocator, new StreamInput.LastSchema()));
    }

    /**
     * A file, or a part of one with a footer.
     *
     * @param part what the footer says of the part; null for all of the file
     */
    private record FileSource(Path file, @Nullable FileFooter part) implements TableSource {

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public ArrowReader open(BufferAllocator allocator) throws IOException {
            SeekableByteChannel channel = Files.newByteChannel(file);
            return IpcReader.open(name(), allocator, channel, () -> open(channel, allocator));
        }

        private BatchStream open(SeekableByteChannel channel, BufferAllocator allocator) throws IOException {
            if (part != null) {
                return FileInput.of(channel, part, allocator);
            }
            if (FileFooter.isOne(channel)) {
                return FileInput.of(channel, FileFooter.read(channel), allocator);
            }
            if (FileFooter.isParquet(channel)) {
                throw new MalformedException("neither an Arrow file nor a stream of Arrow's, but a Parquet file");
            }
            long length = channel.size();
            channel.position(0);
            InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
            try {
                return StreamInput.open(in, length, length, allocator, new StreamInput.LastSchema());
            } catch (MalformedException e) {
                throw new MalformedException("neither an Arrow file nor a stream of Arrow's: " + e.getMessage(), e);
            }
        }

        /** Returns parts of some MiB, if the file has a footer, which says where they are. */
        @Override
        public List<TableSource> parts() throws IOException {
            if (part != null) {
                return List.of(this);
            }
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                List<FileFooter> parts =
                        FileFooter.isOne(channel) ? FileFooter.read(channel).parts() : List.of();
                if (parts.size() < 2) {
                    return List.of(this);
                }
                return parts.stream()
                        .<TableSource>map(some -> new FileSource(file, some))
                        .toList();
            } catch (MalformedException e) {
                throw IpcReader.named(name(), e);
            }
        }

        @Override
        public String toString() {
            return name();
        }
    }
}
