package io.partd.cli.shuffle;

import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;

/** Text in Hive's directories, each file with a header of its own. */
final class HiveLayout implements BytesLayout {

    private static final int MOST_BUFFERS = 1024;

    private final RecordFormat format;
    private final HiveDirectory directories;

    /** Makes the layout, of partitions in that format; data files end in a suffix such as {@code .csv}. */
    HiveLayout(RecordFormat format, String suffix) {
        this.format = format;
        this.directories = new HiveDirectory(suffix, this::requireSameHeader);
    }

    @Override
    public Writing write(Path directory) throws IOException {
        HiveDirectory.mark(directory);
        PartitionDirectories partitions = new PartitionDirectories(directory, List.of());
        return new Writing() {
            @Override
            public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
                write(partitions, batch);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void requireOwn(Path directory) throws IOException {
        directories.requireOwn(directory);
    }

    @Override
    public void append(Path from, Path to) throws IOException {
        directories.append(from, to);
    }

    private void requireSameHeader(Path added, Path present) throws IOException {
        try (InputStream addedIn = Files.newInputStream(added);
                InputStream presentIn = Files.newInputStream(present)) {
            HeaderLine header = HeaderLine.read(format, addedIn, added.toString(), HeaderLine.LONGEST);
            HeaderLine presentHeader = header.readPresent(format, presentIn, present.toString());
            Joint.requireSame(header, presentHeader, present.toString());
        }
    }

    private void write(PartitionDirectories partitions, Map<String, List<ByteBuffer>> batch) throws IOException {
        for (Map.Entry<String, List<ByteBuffer>> partition : batch.entrySet()) {
            Path directory = partitions.make(Path.of(partition.getKey()));
            try (FileChannel channel = openToAppend(directory.resolve(directories.dataFile(0)))) {
                write(channel, partition.getValue());
            }
        }
    }

    private static FileChannel openToAppend(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
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
}
