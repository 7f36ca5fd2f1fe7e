package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A plain directory that Spark, Hive and DuckDB read as a partitioned table: {@code COLUMN=VALUE/data.csv}, with a
 * directory in a directory for each further column. It is not a partd dataset; the file {@code .partd-hive} says what
 * wrote it.
 */
final class HiveDirectory {

    private static final String MARKER = ".partd-hive";

    private final String suffix;
    private final Comparison comparison;

    /** Makes the layout; data files end in a suffix such as {@code .csv}. */
    HiveDirectory(String suffix, Comparison comparison) {
        this.suffix = suffix;
        this.comparison = comparison;
    }

    /** Compares a file to be added with one that is there. */
    interface Comparison {

        /**
         * Checks that the two are of the same table.
         *
         * @throws IOException if they are not
         */
        void requireSame(Path added, Path present) throws IOException;
    }

    /** Says of an empty directory that it is one of this kind. */
    static void mark(Path directory) throws IOException {
        Files.createFile(directory.resolve(MARKER));
    }

    /** Returns the name of a partition's file: the first one's is 0. */
    String dataFile(int number) {
        return number == 0 ? "data" + suffix : "data-" + number + suffix;
    }

    void requireOwn(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve(MARKER), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " was not written by partd shuffle --distinct; choose another directory");
        }
        for (Path entry : list(directory)) {
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                requirePartition(entry);
            } else if (!entry.getFileName().toString().equals(MARKER)) {
                throw foreign(entry);
            }
        }
    }

    private static void requirePartition(Path directory) throws IOException {
        for (Path entry : list(directory)) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && name.contains("=")) {
                requirePartition(entry);
            } else if (!name.matches("data(-\\d+)?\\.\\w+") || !Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                throw foreign(entry);
            }
        }
    }

    private static IOException foreign(Path entry) {
        return new IOException(entry + " was not written by partd shuffle --distinct; choose another directory");
    }

    /** Moves each partition's file beside those already there, under a number that none of them has. */
    @SuppressWarnings("try")
    void append(Path from, Path to) throws IOException {
        requireOwn(to);
        try (FileChannel marker = FileChannel.open(to.resolve(MARKER), StandardOpenOption.WRITE);
                FileLock alone = marker.lock()) {
            List<Path> added = partitions(from);
            List<Path> present = partitions(to);
            requireSameTable(from, added, to, present);
            int number = 1;
            while (anyHas(to, present, dataFile(number))) {
                number++;
            }
            move(from, added, to, dataFile(number));
        }
    }

    private static boolean anyHas(Path directory, List<Path> partitions, String file) {
        return partitions.stream()
                .anyMatch(partition -> Files.exists(directory.resolve(partition).resolve(file)));
    }

    private void move(Path from, List<Path> partitions, Path to, String name) throws IOException {
        PartitionDirectories directories = new PartitionDirectories(to, directories(to));
        Deque<Path> moved = new ArrayDeque<>();
        try {
            for (Path partition : partitions) {
                Path target = directories.make(partition).resolve(name);
                Files.move(from.resolve(partition).resolve(dataFile(0)), target);
                moved.push(target);
            }
        } catch (IOException | RuntimeException | Error e) {
            for (Path file : moved) {
                Files.delete(file);
            }
            directories.deleteEmpty();
            throw e;
        }
    }

    /** Returns all directories within one, relative to it. */
    private static List<Path> directories(Path top) throws IOException {
        try (Stream<Path> entries = Files.walk(top)) {
            return entries.filter(entry -> !entry.equals(top) && Files.isDirectory(entry))
                    .map(top::relativize)
                    .toList();
        }
    }

    /** Compares the columns, the format and the contents of any two files. */
    private void requireSameTable(Path from, List<Path> added, Path to, List<Path> present) throws IOException {
        Path file = anyFile(from, added);
        Path presentFile = anyFile(to, present);
        if (file == null || presentFile == null) {
            return;
        }
        String columns = columns(added.get(0));
        String presentColumns = columns(present.get(0));
        if (!columns.equals(presentColumns)) {
            throw new IOException(presentFile + " is partitioned by '" + presentColumns + "', and rows by '" + columns
                    + "' would be appended; use the same --by");
        }
        if (!presentFile.toString().endsWith(suffix)) {
            throw new IOException(presentFile + " is there, and rows in " + dataFile(0)
                    + " would be appended; use the same --format");
        }
        comparison.requireSame(file, presentFile);
    }

    /** Returns a file of the partitions in a directory; null if there is none. */
    static @Nullable Path anyFile(Path directory) throws IOException {
        return anyFile(directory, partitions(directory));
    }

    private static @Nullable Path anyFile(Path directory, List<Path> partitions) throws IOException {
        return partitions.isEmpty()
                ? null
                : list(directory.resolve(partitions.get(0))).get(0);
    }

    private static String columns(Path partition) {
        List<String> columns = new ArrayList<>();
        for (Path level : partition) {
            columns.add(level.toString().replaceFirst("=.*", ""));
        }
        return String.join("/", columns);
    }

    /** Returns the directories with files in them, relative to the outermost one. */
    private static List<Path> partitions(Path directory) throws IOException {
        List<Path> found = new ArrayList<>();
        addPartitions(directory, directory, found);
        return found;
    }

    private static void addPartitions(Path top, Path directory, List<Path> found) throws IOException {
        for (Path entry : list(directory)) {
            if (Files.isDirectory(entry)) {
                addPartitions(top, entry, found);
            } else if (!directory.equals(top) && (found.isEmpty() || !isLast(found, top.relativize(directory)))) {
                found.add(top.relativize(directory));
            }
        }
    }

    private static boolean isLast(List<Path> found, Path partition) {
        return found.get(found.size() - 1).equals(partition);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
