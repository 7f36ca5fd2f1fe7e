package io.partd.cli.shuffle;

import io.partd.shuffle.ShuffleSummary;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory a shuffle makes. The partitions are written into a temporary directory beside it, which takes its place
 * when all is done: until then, and whatever happens before, the directory is as it was. A mount point cannot be
 * replaced: there the temporary directory is in it, and its files are moved out of it one by one.
 */
final class OutputDirectory implements BytesOutput {

    private static final String LOST_AND_FOUND = "lost+found";

    private final Path directory;
    private final Layout layout;
    private final Existing existing;
    private final @Nullable String run;
    private final boolean inPlace;
    private final MadeDirectories parents;
    private final TemporaryDirectory staging;
    private @Nullable List<byte[]> bounds;
    private List<Stored> stored = List.of();

    /** What to do with a directory that is not empty. */
    enum Existing {
        /** Refuse it. */
        REFUSE,
        /** Put the new partitions in place of all old ones. */
        REPLACE,
        /** Put the partitions that have rows in place of those of the same names. */
        REPLACE_PARTITIONS,
        /** Add to its partitions. */
        APPEND
    }

    private OutputDirectory(
            Path directory,
            Layout layout,
            OutputOptions options,
            boolean inPlace,
            MadeDirectories parents,
            TemporaryDirectory staging) {
        this.directory = directory;
        this.layout = layout;
        this.existing = options.existing();
        this.run = options.run();
        this.inPlace = inPlace;
        this.parents = parents;
        this.staging = staging;
    }

    /**
     * Prepares the directory.
     *
     * @throws IOException if it is not empty, unless that is asked for, or if it can't be made
     */
    static OutputDirectory prepare(Path to, Layout layout, OutputOptions options) throws IOException {
        Path directory = directory(to);
        Path parent = parent(directory);
        boolean inPlace = false;
        if (Files.exists(directory)) {
            inPlace = mustStay(directory, parent);
            check(directory, inPlace, layout, options.existing());
            if (adds(directory, options)) {
                layout.complete(directory);
                layout.requireSame(directory);
            }
        }
        MadeDirectories parents = MadeDirectories.upTo(parent);
        try {
            return new OutputDirectory(
                    directory,
                    layout,
                    options,
                    inPlace,
                    parents,
                    TemporaryDirectory.create(inPlace ? directory : parent));
        } catch (IOException | RuntimeException e) {
            parents.close();
            throw e;
        }
    }

    /**
     * Checks all that {@link #prepare} does, and changes nothing.
     *
     * @return where the ranges begin that rows would be added to; null if that is for the rows to say
     */
    static @Nullable List<byte[]> plan(Path to, Layout layout, OutputOptions options) throws IOException {
        Path directory = directory(to);
        Path parent = parent(directory);
        if (!Files.exists(directory)) {
            MadeDirectories.requireWritable(parent);
            return null;
        }
        boolean inPlace = mustStay(directory, parent);
        MadeDirectories.requireWritable(inPlace ? directory : parent);
        check(directory, inPlace, layout, options.existing());
        if (!adds(directory, options)) {
            return null;
        }
        layout.requireSame(directory);
        return layout.bounds(directory);
    }

    private static Path directory(Path to) throws IOException {
        if (Files.isSymbolicLink(to) && !Files.exists(to)) {
            throw new FileSystemException(to.toString(), null, "it is a link to nothing; choose another directory");
        }
        return Files.exists(to) ? to.toRealPath() : to.toAbsolutePath().normalize();
    }

    private static Path parent(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileSystemException(
                    directory.toString(), null, "it can't be an output directory; give one inside it");
        }
        return parent;
    }

    private static boolean adds(Path directory, OutputOptions options) throws IOException {
        return options.keepsRows() && !isEmpty(directory);
    }

    /** Compares the mounts; where the table of mounts does not have them, as after chroot(2), the devices. */
    private static boolean isMountPoint(Path directory, Path parent) throws IOException {
        try {
            return !Files.getFileStore(directory).equals(Files.getFileStore(parent));
        } catch (IOException e) {
            return !Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
        }
    }

    /** Tells whether a directory can't be renamed, or has what is not ours and must not be deleted. */
    private static boolean mustStay(Path directory, Path parent) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw MadeDirectories.isFile(directory.toString());
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return isMountPoint(directory, parent) || entries.anyMatch(OutputDirectory::isIgnored);
        }
    }

    private static void check(Path directory, boolean inPlace, Layout layout, Existing existing) throws IOException {
        if (inPlace && !layout.worksInPlace()) {
            throw new FileSystemException(
                    directory.toString(), null, "it is a mount point; give a directory inside it");
        }
        boolean empty = isEmpty(directory);
        if (!inPlace
                && (empty || existing == Existing.REPLACE)
                && directory.equals(Path.of("").toRealPath())) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "it is the working directory, and would be replaced; give a directory inside it");
        }
        if (empty) {
            return;
        }
        if (existing == Existing.REFUSE) {
            throw new FileSystemException(
                    directory.toString(),
                    null,
                    "it is not empty; choose another directory, or say --overwrite or --append");
        }
        layout.requireOwn(directory);
    }

    /** Opens the temporary directory for writing. */
    @Override
    public Writing write() throws IOException {
        return layout.write(staging());
    }

    /** Has no effect: {@link #publish} checks the directory once all partitions are written. */
    @Override
    public void expect(List<String> partitions) {}

    /** Returns the temporary directory, to be written into. */
    Path staging() {
        return staging.path();
    }

    /** Returns those that were set, or else those of the dataset that rows are added to. */
    @Override
    public @Nullable List<byte[]> bounds() throws IOException {
        if (bounds != null) {
            return bounds;
        }
        boolean adds = existing == Existing.APPEND || existing == Existing.REPLACE_PARTITIONS;
        return adds && Files.exists(directory) && !isEmpty(directory) ? layout.bounds(directory) : null;
    }

    @Override
    public void setBounds(@Nullable List<byte[]> lowerBounds) {
        bounds = lowerBounds;
    }

    /** Returns the directory in which the output directory is. */
    @Override
    public Path parent() {
        return staging.path().resolveSibling(".").normalize();
    }

    /**
     * Puts what was written in its place: a new directory in one step; one that replaces another in two, between which
     * it is missing; what is added, or replaces partitions, all or nothing.
     */
    @Override
    public boolean publish(ShuffleSummary summary) throws IOException {
        Set<String> withRows = summary.partitions().stream()
                .filter(partition -> partition.records() > 0)
                .map(ShuffleSummary.PartitionSize::name)
                .collect(Collectors.toSet());
        layout.finish(staging.path());
        Layout.Rows rows = new Layout.Rows(withRows, bounds, run);
        List<Stored> added;
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || isEmpty(directory)) {
            if (inPlace) {
                added = layout.change(directory, staging, Existing.REPLACE, rows);
            } else {
                added = layout.remember(staging.path(), rows);
                staging.keepAs(directory);
            }
        } else if (existing == Existing.REFUSE) {
            throw new FileSystemException(directory.toString(), null, "something was put there during the shuffle");
        } else if (existing == Existing.REPLACE && !inPlace) {
            added = layout.remember(staging.path(), rows);
            replace();
        } else {
            added = layout.change(directory, staging, existing, rows);
        }
        parents.keep();
        stored = added == null ? List.of() : added;
        return added != null;
    }

    @Override
    public List<Stored> stored() {
        return stored;
    }

    /** Deletes the temporary directory and the parents made for it, if it was not published. */
    @Override
    public void close() throws IOException {
        try (parents) {
            staging.close();
        }
    }

    private void replace() throws IOException {
        layout.requireOwn(directory);
        String suffix = String.format(
                Locale.ROOT, ".replaced-%08x", ThreadLocalRandom.current().nextInt());
        Path old = directory.resolveSibling(directory.getFileName() + suffix);
        Files.move(directory, old);
        try {
            staging.keepAs(directory);
        } catch (IOException | RuntimeException e) {
            Files.move(old, directory);
            throw e;
        }
        Directories.delete(old);
    }

    /** Tells whether there is nothing but what the file system, and this run, have put there. */
    static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(OutputDirectory::isIgnored);
        }
    }

    /** Tells whether an entry of an output directory is neither of a dataset nor of anybody else. */
    static boolean isIgnored(Path entry) {
        String name = entry.getFileName().toString();
        return name.equals(LOST_AND_FOUND) || TemporaryDirectory.isName(name);
    }
}
