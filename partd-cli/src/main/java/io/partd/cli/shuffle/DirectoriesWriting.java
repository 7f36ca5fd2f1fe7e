package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Writes rows of text into a file in each partition's directory. */
final class DirectoriesWriting implements Writing {

    private static final int MOST_BUFFERS = 1024;

    private final PartitionDirectories directories;
    private final String name;

    /** Makes one; the file in each directory has this name. */
    DirectoriesWriting(PartitionDirectories directories, String name) {
        this.directories = directories;
        this.name = name;
    }

    @Override
    public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
        for (Map.Entry<String, List<ByteBuffer>> partition : batch.entrySet()) {
            Path file = directories.make(Path.of(partition.getKey())).resolve(name);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
                write(channel, partition.getValue());
            }
        }
    }

    private static void write(FileChannel channel, List<ByteBuffer> buffers) throws IOException {
        for (int from = 0; from < buffers.size(); from += MOST_BUFFERS) {
            List<ByteBuffer> some = buffers.subList(from, Math.min(from + MOST_BUFFERS, buffers.size()));
            ByteBuffer[] array = some.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
            long left = some.stream().mapToLong(ByteBuffer::remaining).sum();
            while (left > 0) {
                left -= channel.write(array);
            }
        }
    }

    @Override
    public void close() {}
}
