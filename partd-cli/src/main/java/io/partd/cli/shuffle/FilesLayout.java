package io.partd.cli.shuffle;

import io.partd.arrow.shuffle.PartitionFile;
import io.partd.file.FilePerKeyStore;
import io.partd.input.PartitionColumn;
import io.partd.shuffle.Joint;
import io.partd.shuffle.Source;
import io.partd.temporary.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Partitions as files in a directory, of text or tables. */
final class FilesLayout implements Layout {

    private final PartitionFiles files;
    private final FileContents contents;
    private final Partitioning partitioning;
    private final String format;

    private FilesLayout(PartitionFiles files, FileContents contents, Partitioning partitioning, String suffix) {
        this.files = files;
        this.contents = contents;
        this.partitioning = partitioning;
        this.format = suffix.substring(1);
    }

    /**
     * Returns the layout.
     *
     * @param names what the files are called
     * @param suffix what their names end in, such as {@code .csv}
     */
    static FilesLayout of(Partitioning partitioning, FileContents contents, FileNames names, String suffix) {
        PartitionFiles files = new PartitionFiles(partitioning.naming(), names, suffix);
        return new FilesLayout(files, contents, partitioning, suffix);
    }

    /** Makes an empty directory one of this layout; returns the directories of the partitions in it. */
    PartitionDirectories begin(Path directory) throws IOException {
        files.begin(directory);
        return new PartitionDirectories(directory, List.of());
    }

    /** Returns the files of tables' partitions, each of which makes the directories that it is in. */
    PartitionFile partitionFiles(PartitionDirectories directories, Path directory) {
        return new PartitionFile() {
            @Override
            public Path of(String partition) throws IOException {
                return further(partition, 0);
            }

            @Override
            public Path further(String partition, int number) throws IOException {
                if (files.areInDirectories()) {
                    directories.make(Path.of(partition));
                }
                return directory.resolve(files.file(partition, number));
            }
        };
    }

    /** Returns a file that a directory has already, of this format and not compressed; null if there is none. */
    @Nullable
    Path present(Path directory) throws IOException {
        return Files.isDirectory(directory) && !OutputDirectory.isEmpty(directory)
                ? plain(directory, find(directory))
                : null;
    }

    /** Returns the files of an output directory, which may be called otherwise than those that are written. */
    private PartitionFiles.Found find(Path directory) throws IOException {
        return files.of(directory).find(directory);
    }

    private @Nullable Path plain(Path directory, PartitionFiles.Found found) {
        return found.data().stream()
                .filter(files::isPlain)
                .findFirst()
                .map(directory::resolve)
                .orElse(null);
    }

    @Override
    public Writing write(Path directory) throws IOException {
        if (files.areInDirectories()) {
            return new DirectoriesWriting(begin(directory), files.file("", 0).toString());
        }
        return Writing.of(FilePerKeyStore.open(directory));
    }

    @Override
    public void requireOwn(Path directory) throws IOException {
        find(directory);
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public void complete(Path directory) throws IOException {
        if (Files.exists(directory.resolve(PartitionFiles.COMMIT))) {
            try (Closeable alone = files.lock(directory)) {
                Change.complete(directory);
            }
        }
    }

    @Override
    public void requireSame(Path directory) throws IOException {
        DatasetProperties present = DatasetProperties.read(directory);
        if (present != null) {
            present.requireSame(partitioning, format, directory);
        }
    }

    @Override
    public @Nullable List<byte[]> bounds(Path directory) throws IOException {
        DatasetProperties present = DatasetProperties.read(directory);
        return present == null ? null : present.bounds();
    }

    @Override
    public void finish(Path directory) throws IOException {
        contents.finish(directory, files, files.find(directory).data());
    }

    @Override
    public List<Stored> remember(Path directory, Rows rows) throws IOException {
        PartitionFiles.Found found = files.find(directory);
        if (remembers(rows)) {
            properties(directory, found, rows).with(rows.run()).write(directory);
        }
        return stored(directory, found.data());
    }

    /**
     * Tells whether there is anything that names do not say. Those of directories say how rows are partitioned, and
     * polars reads no directory that has other files with bytes in them; what files are called by a template is not in
     * them.
     */
    private boolean remembers(Rows rows) {
        return !files.areInDirectories()
                || rows.run() != null
                || !files.names().equals(partitioning.naming().fileNames());
    }

    /** Returns files in the order of their partition's rows. */
    private List<Stored> stored(Path directory, Collection<Path> data) throws IOException {
        List<Stored> stored = new ArrayList<>();
        for (Path file : data) {
            stored.add(new Stored(file.toString(), files.partition(file), Files.size(directory.resolve(file))));
        }
        stored.sort(Comparator.comparingInt(file -> files.number(Path.of(file.name()))));
        return stored;
    }

    private DatasetProperties properties(Path directory, PartitionFiles.Found found, Rows rows) throws IOException {
        return new DatasetProperties(partitioning(directory, found), format, files.names(), rows.bounds(), List.of());
    }

    private Partitioning partitioning(Path directory, PartitionFiles.Found found) throws IOException {
        if (found.data().isEmpty()) {
            return partitioning;
        }
        Path file = found.data().get(0);
        return files.areInDirectories()
                ? new Partitioning(partitioning.method(), partitioning.count(), columns(file))
                : partitioning.named(contents, Source.file(directory.resolve(file)));
    }

    /** Returns what the names of a dataset's directories say; null if there are none. */
    private @Nullable DatasetProperties propertiesByNames(PartitionFiles.Found found) {
        if (!files.areInDirectories() || found.data().isEmpty()) {
            return null;
        }
        Path file = found.data().get(0);
        Partitioning byValue = new Partitioning(partitioning.method(), partitioning.count(), columns(file));
        return new DatasetProperties(byValue, files.extension(file), files.names(), null, List.of());
    }

    @Override
    @SuppressWarnings("try") // the lock is held, not used
    public @Nullable List<Stored> change(
            Path directory, TemporaryDirectory added, OutputDirectory.Existing existing, Rows rows) throws IOException {
        if (OutputDirectory.isEmpty(directory)) {
            files.begin(directory);
        }
        try (Closeable alone = files.lock(directory)) {
            Change.complete(directory);
            PartitionFiles.Found found = find(directory);
            PartitionFiles.Found foundAdded = files.find(added.path());
            DatasetProperties remembered = DatasetProperties.read(directory);
            DatasetProperties present = remembered == null ? propertiesByNames(found) : remembered;
            DatasetProperties own = properties(added.path(), foundAdded, rows);
            boolean replaces = existing == OutputDirectory.Existing.REPLACE;
            if (present != null && !replaces) {
                if (rows.run() != null && present.runs().contains(rows.run())) {
                    return null;
                }
                present.requireSame(own.partitioning(), format, directory);
            } else if (!replaces) {
                requireSamePartitions(directory, found, foundAdded);
                if (rows.run() != null && partitioning.hasBounds()) {
                    throw new IOException(directory + " does not remember the bounds of its ranges, and so no run;"
                            + " leave out --run-id, or make it again with --overwrite");
                }
            }
            if (!replaces) {
                requireSameContents(directory, found, added.path(), foundAdded);
            }
            Change change = replaces || existing == OutputDirectory.Existing.REPLACE_PARTITIONS
                    ? replacing(found, foundAdded, replaces ? null : partitionsWith(rows))
                    : adding(directory, found, added.path(), foundAdded, partitionsWith(rows));
            if ((remembered != null || remembers(rows)) && (present != null || replaces || !partitioning.hasBounds())) {
                (present == null || replaces ? own : present).with(rows.run()).write(added.path());
                change.move(Path.of(DatasetProperties.FILE));
            }
            List<Stored> stored = stored(added.path(), change.data());
            commit(change, directory, added);
            return stored;
        }
    }

    private void commit(Change change, Path directory, TemporaryDirectory added) throws IOException {
        PartitionDirectories directories = new PartitionDirectories(directory, directories(directory, added.path()));
        try {
            for (Path file : change.targets()) {
                if (file.getParent() != null) {
                    directories.make(file.getParent());
                }
            }
            change.commit(added, directory);
        } catch (IOException | RuntimeException | Error e) {
            directories.deleteEmpty();
            throw e;
        }
    }

    private Set<String> partitionsWith(Rows rows) {
        return rows.withRows().stream().map(files::withoutSuffix).collect(Collectors.toSet());
    }

    /** Adds to files of text that are a whole partition, and otherwise puts files beside those that are there. */
    private Change adding(
            Path directory,
            PartitionFiles.Found found,
            Path added,
            PartitionFiles.Found foundAdded,
            Set<String> partitions)
            throws IOException {
        Change change = new Change();
        int number = files.nextNumber(found.data());
        Map<String, Long> counts =
                found.data().stream().collect(Collectors.groupingBy(files::partition, Collectors.counting()));
        for (Path file : foundAdded.data()) {
            if (!partitions.contains(files.partition(file))) {
                continue;
            }
            boolean grows = !files.areInDirectories()
                    && counts.getOrDefault(files.partition(file), 0L) == 1
                    && found.data().contains(file);
            Joint joint = grows ? contents.joint(added.resolve(file), directory.resolve(file)) : null;
            if (joint == null) {
                Path target = files.renumbered(file, number);
                Files.move(added.resolve(file), added.resolve(target));
                change.move(target);
            } else {
                change.append(file, Files.size(directory.resolve(file)), joint);
                change.delete(found.checksums(file));
            }
        }
        change.delete(found.indexes());
        return change;
    }

    /**
     * Puts files in the place of all files of some partitions.
     *
     * @param partitions null for all there are
     */
    private Change replacing(PartitionFiles.Found found, PartitionFiles.Found added, @Nullable Set<String> partitions) {
        Change change = new Change();
        for (Path file : added.data()) {
            if (partitions == null || partitions.contains(files.partition(file))) {
                change.move(file);
            }
        }
        for (Path file : found.data()) {
            if (partitions == null || partitions.contains(files.partition(file))) {
                change.delete(List.of(file));
                change.delete(found.checksums(file));
            }
        }
        change.delete(partitions == null ? found.beside() : found.indexes());
        return change;
    }

    /** Compares what can be seen of the partitioning where nothing is remembered, as in datasets of older versions. */
    private void requireSamePartitions(Path directory, PartitionFiles.Found found, PartitionFiles.Found added)
            throws IOException {
        if (found.data().isEmpty() || added.data().isEmpty()) {
            return;
        }
        SortedSet<String> present = names(found);
        SortedSet<String> names = names(added);
        if (!present.equals(names)) {
            throw new IOException(directory + " has " + present.size() + " partitions up to " + present.last()
                    + ", and " + names.size() + " up to " + names.last()
                    + " would be appended; use the same -n and --format");
        }
    }

    private SortedSet<String> names(PartitionFiles.Found found) {
        SortedSet<String> names = new TreeSet<>();
        for (Path file : found.data()) {
            names.add(files.partition(file) + "." + files.extension(file));
        }
        return names;
    }

    /** Returns the columns that the directories are named after which a file is in. */
    private static List<String> columns(Path file) {
        List<String> columns = new ArrayList<>();
        for (Path level : file.subpath(0, file.getNameCount() - 1)) {
            PartitionColumn column = PartitionColumn.ofDirectory(level.toString());
            columns.add(column == null ? level.toString() : column.name());
        }
        return columns;
    }

    private void requireSameContents(
            Path directory, PartitionFiles.Found found, Path added, PartitionFiles.Found foundAdded)
            throws IOException {
        Path file = plain(added, foundAdded);
        Path present = plain(directory, found);
        if (file != null && present != null) {
            contents.requireSame(file, present);
        }
    }

    /** Returns all directories within one, relative to it, but for one of them. */
    private static List<Path> directories(Path top, Path without) throws IOException {
        try (Stream<Path> entries = Files.walk(top)) {
            return entries.filter(entry -> !entry.equals(top) && !entry.startsWith(without))
                    .filter(Files::isDirectory)
                    .map(top::relativize)
                    .toList();
        }
    }
}
