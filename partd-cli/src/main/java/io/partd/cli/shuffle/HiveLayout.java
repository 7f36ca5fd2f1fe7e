package io.partd.cli.shuffle;

import io.partd.shuffle.BatchSink;
import io.partd.shuffle.RecordFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plain folder that Spark, Hive and DuckDB read as a partitioned table: {@code COLUMN=VALUE/data.csv}. It is no partd
 * dataset; the file {@code .partd-hive} says what wrote it.
 */
final class HiveLayout implements Layout {

    private static final String MARKER = ".partd-hive";
    private static final int MOST_BUFFERS = 1024;

    private final RecordFormat format;
    private final String suffix;

    /** Makes the layout, of partitions in that format; data files end in a suffix such as {@code .csv}. */
    HiveLayout(RecordFormat format, String suffix) {
        this.format = format;
        this.suffix = suffix;
    }

    @Override
    public Writing write(Path folder) throws IOException {
        Files.createFile(folder.resolve(MARKER));
        BatchSink sink = batch -> append(folder, batch);
        return new Writing() {
            @Override
            public void append(Map<String, List<ByteBuffer>> batch) throws IOException {
                sink.append(batch);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void requireOwn(Path folder) throws IOException {
        if (!Files.isRegularFile(folder.resolve(MARKER), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(folder + " was not written by partd shuffle --distinct; choose another folder");
        }
        for (Path entry : list(folder)) {
            boolean partition = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
            if (!partition && !entry.getFileName().toString().equals(MARKER)) {
                throw foreign(entry);
            }
            if (partition) {
                requireDataFiles(entry);
            }
        }
    }

    /** Moves each partition's file beside those already there, under a number that none of them has. */
    @Override
    @SuppressWarnings("try")
    public void append(Path from, Path to) throws IOException {
        requireOwn(to);
        try (FileChannel marker = FileChannel.open(to.resolve(MARKER), StandardOpenOption.WRITE);
                FileLock alone = marker.lock()) {
            List<Path> added = partitions(from);
            requireSameTable(added, partitions(to));
            int number = 1;
            while (anyPartitionHas(to, dataFile(number))) {
                number++;
            }
            move(added, to, dataFile(number));
        }
    }

    private void move(List<Path> partitions, Path to, String name) throws IOException {
        Deque<Path> moved = new ArrayDeque<>();
        Path folder = to;
        try {
            for (Path partition : partitions) {
                folder = to.resolve(partition.getFileName().toString());
                makeFolder(folder);
                Files.move(partition.resolve(dataFile(0)), folder.resolve(name));
                moved.push(folder);
            }
        } catch (IOException e) {
            for (Path touched : moved) {
                Files.delete(touched.resolve(name));
                deleteIfEmpty(touched);
            }
            if (!folder.equals(to)) {
                deleteIfEmpty(folder);
            }
            throw e;
        }
    }

    /** Compares the column, the format and the header of any two files. */
    private void requireSameTable(List<Path> added, List<Path> present) throws IOException {
        Path file = anyFile(added);
        Path presentFile = anyFile(present);
        if (file == null || presentFile == null) {
            return;
        }
        if (!column(file).equals(column(presentFile))) {
            throw new IOException(presentFile + " is partitioned by '" + column(presentFile) + "', and rows by '"
                    + column(file) + "' would be appended; use the same --by");
        }
        if (!presentFile.toString().endsWith(suffix)) {
            throw new IOException(presentFile + " is there, and rows in " + dataFile(0)
                    + " would be appended; use the same --format");
        }
        HeaderLine header = header(file);
        HeaderLine presentHeader = header(presentFile);
        if (!header.isLike(presentHeader)) {
            throw new IOException(
                    presentFile + " has the header '" + presentHeader + "', and the rows to append '" + header + "'");
        }
    }

    private static @Nullable Path anyFile(List<Path> partitions) throws IOException {
        for (Path partition : partitions) {
            List<Path> files = list(partition);
            if (!files.isEmpty()) {
                return files.get(0);
            }
        }
        return null;
    }

    private static String column(Path file) {
        String partition = String.valueOf(file.getName(file.getNameCount() - 2));
        return partition.replaceFirst("=.*", "");
    }

    private HeaderLine header(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return HeaderLine.read(format, in, file.toString());
        }
    }

    private void requireDataFiles(Path partition) throws IOException {
        for (Path file : list(partition)) {
            String name = file.getFileName().toString();
            if (!name.matches("data(-\\d+)?\\.\\w+") || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw foreign(file);
            }
        }
    }

    private boolean anyPartitionHas(Path folder, String file) throws IOException {
        for (Path partition : list(folder)) {
            if (Files.exists(partition.resolve(file))) {
                return true;
            }
        }
        return false;
    }

    private String dataFile(int number) {
        return number == 0 ? "data" + suffix : "data-" + number + suffix;
    }

    private void append(Path folder, Map<String, List<ByteBuffer>> batch) throws IOException {
        for (Map.Entry<String, List<ByteBuffer>> partition : batch.entrySet()) {
            Path partitionFolder = folder.resolve(partition.getKey());
            makeFolder(partitionFolder);
            try (FileChannel channel = openToAppend(partitionFolder.resolve(dataFile(0)))) {
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

    private static void makeFolder(Path folder) throws IOException {
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    private static void deleteIfEmpty(Path folder) throws IOException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            return;
        }
    }

    private static List<Path> partitions(Path folder) throws IOException {
        return list(folder).stream().filter(Files::isDirectory).toList();
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }

    private static IOException foreign(Path entry) {
        return new IOException(entry + " was not written by partd shuffle --distinct; choose another folder");
    }
}
