package io.partd.cli.shuffle;

import io.partd.Section;
import io.partd.file.FilePerKeyStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What partitions' files are called, and which other files belong to a dataset: {@code part-00000.csv} in a file store,
 * or {@code COLUMN=VALUE/data.csv} in a plain directory that Spark, Hive and DuckDB read as a partitioned table. Files
 * that are added later have a number, as {@code part-00000-1.csv} and {@code COLUMN=VALUE/data-1.csv}.
 */
final class PartitionFiles {

    /** What a directory holds while a change is being made to it. */
    static final String COMMIT = ".partd+commit";

    /** What Spark, Dask and Hadoop put beside data. */
    private static final Pattern BESIDE = Pattern.compile("_SUCCESS|_metadata|_common_metadata|\\..+\\.crc");

    private static final Set<String> INDEXES = Set.of("_metadata", "_common_metadata");

    private final boolean inDirectories;
    private final FileNames names;
    private final String suffix;

    /**
     * Says what files are called.
     *
     * @param suffix what those end in that are not compressed, such as {@code .csv}
     */
    PartitionFiles(Naming naming, FileNames names, String suffix) {
        this.inDirectories = naming == Naming.BY_VALUE;
        this.names = names;
        this.suffix = suffix;
    }

    /** Returns the files of a directory, which may remember other names. */
    PartitionFiles of(Path directory) throws IOException {
        DatasetProperties present = DatasetProperties.read(directory);
        Naming naming = inDirectories ? Naming.BY_VALUE : Naming.NUMBERED;
        return new PartitionFiles(naming, present == null ? naming.fileNames() : present.names(), suffix);
    }

    FileNames names() {
        return names;
    }

    boolean areInDirectories() {
        return inDirectories;
    }

    /** The file that is locked while a dataset is changed, and that shows what kind of dataset it is. */
    private String lockFile() {
        return inDirectories ? ".partd-hive" : ".lock";
    }

    /** Makes an empty directory a dataset. */
    void begin(Path directory) throws IOException {
        Files.createFile(directory.resolve(lockFile()));
    }

    /** Excludes other shuffles until it is closed; and all other use of numbered partitions by partd. */
    Closeable lock(Path directory) throws IOException {
        if (inDirectories) {
            FileChannel file = FileChannel.open(directory.resolve(lockFile()), StandardOpenOption.WRITE);
            try {
                file.lock();
                return file;
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }
        FilePerKeyStore store = FilePerKeyStore.open(directory);
        try {
            Section alone = store.lock();
            return () -> {
                try (store) {
                    alone.close();
                }
            };
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /**
     * Returns a file of a partition, relative to the dataset.
     *
     * @param number 0 for the first one
     */
    Path file(String partition, int number) {
        return inDirectories
                ? Path.of(partition, names.name("", number) + suffix)
                : Path.of(names.name(parts(partition).partition(), number) + suffix);
    }

    /** Returns a file's name with a number that is greater by some. */
    Path renumbered(Path file, int more) {
        FileNames.Parts parts = parts(file);
        return file.resolveSibling(names.name(parts.partition(), parts.file() + more) + parts.extension());
    }

    /** Returns the number of a file in its partition; 0 for the first one. */
    int number(Path file) {
        return parts(file).file();
    }

    private FileNames.Parts parts(Path file) {
        return parts(file.getFileName().toString());
    }

    private FileNames.Parts parts(String name) {
        FileNames.Parts parts = names.parts(name);
        if (parts == null) {
            throw new IllegalArgumentException(name + " is not called as " + names);
        }
        return parts;
    }

    /** Returns a partition's name without the suffix of files. */
    String withoutSuffix(String partition) {
        return inDirectories ? partition : names.name(parts(partition).partition(), 0);
    }

    /** Returns the partition that a file belongs to. */
    String partition(Path file) {
        return inDirectories
                ? file.subpath(0, file.getNameCount() - 1).toString()
                : withoutSuffix(file.getFileName().toString());
    }

    /** Returns what a file's name ends in, but for that of its compression. */
    String extension(Path file) {
        String[] extensions = parts(file).extension().split("\\.");
        return extensions.length > 1 ? extensions[1] : "";
    }

    /** Tells whether a file is of this format, and not compressed. */
    boolean isPlain(Path file) {
        return file.toString().endsWith(suffix);
    }

    /** Returns the smallest number that no file has yet. */
    int nextNumber(List<Path> files) {
        int next = 1;
        for (Path file : files) {
            next = Math.max(next, number(file) + 1);
        }
        return next;
    }

    /**
     * The files of a dataset, relative to it.
     *
     * @param data the partitions' files
     * @param beside what others have put beside them
     */
    record Found(List<Path> data, List<Path> beside) {

        /** Returns the checksums of a file that is to be changed. */
        List<Path> checksums(Path file) {
            Path checksum = file.resolveSibling("." + file.getFileName() + ".crc");
            return beside.contains(checksum) ? List.of(checksum) : List.of();
        }

        /** Returns what says which rows there are in all files, and is out of date once one has changed. */
        List<Path> indexes() {
            List<Path> indexes = new ArrayList<>();
            for (Path file : beside) {
                if (INDEXES.contains(file.getFileName().toString())) {
                    indexes.add(file);
                    indexes.addAll(checksums(file));
                }
            }
            return indexes;
        }
    }

    /**
     * Returns the files of a dataset.
     *
     * @throws IOException if it is none, or there are others in it
     */
    Found find(Path directory) throws IOException {
        if (!Files.isRegularFile(directory.resolve(lockFile()), LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(
                    inDirectories
                            ? directory + " was not written by partd shuffle --distinct; choose another directory"
                            : directory + " is not a partd dataset: it has no " + lockFile()
                                    + "; choose another directory");
        }
        Found found = new Found(new ArrayList<>(), new ArrayList<>());
        find(directory, directory, found);
        return found;
    }

    private void find(Path top, Path directory, Found found) throws IOException {
        boolean atTop = directory.equals(top);
        for (Path entry : list(directory)) {
            String name = entry.getFileName().toString();
            boolean isFile = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
            boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
            if (isFile && isData(name, atTop)) {
                found.data.add(top.relativize(entry));
            } else if (isFile && BESIDE.matcher(name).matches()) {
                found.beside.add(top.relativize(entry));
            } else if (isDirectory && inDirectories && name.contains("=")) {
                find(top, entry, found);
            } else if (!atTop || !(isHidden(name) || OutputDirectory.isIgnored(entry))) {
                throw new IOException(entry + " was not written by partd shuffle" + (inDirectories ? " --distinct" : "")
                        + "; choose another directory");
            }
        }
    }

    private boolean isData(String name, boolean atTop) {
        FileNames.Parts parts = names.parts(name);
        return parts != null && (!inDirectories || (!atTop && !parts.extension().isEmpty()));
    }

    private boolean isHidden(String name) {
        return name.equals(lockFile()) || name.equals(DatasetProperties.FILE) || name.equals(COMMIT);
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        }
    }
}
