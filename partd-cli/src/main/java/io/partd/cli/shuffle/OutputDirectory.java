package io.partd.cli.shuffle;

import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The directory a shuffle makes. The partitions are written into a temporary directory beside it, which takes its place
 * when all is done: until then, and whatever happens before, the directory is as it was.
 */
final class OutputDirectory implements Output {

    private final Path directory;
    private final Layout layout;
    private final Existing existing;
    private final MadeDirectories parents;
    private final TemporaryDirectory staging;

    /** What to do with a directory that is not empty. */
    enum Existing {
        /** Refuse it. */
        REFUSE,
        /** Put the new partitions in place of the old ones. */
        REPLACE,
        /** Add to its partitions. */
        APPEND
    }

    private OutputDirectory(
            Path directory, Layout layout, Existing existing, MadeDirectories parents, TemporaryDirectory staging) {
        this.directory = directory;
        this.layout = layout;
        this.existing = existing;
        this.parents = parents;
        this.staging = staging;
    }

    /**
     * Prepares the directory.
     *
     * @throws IOException if it is not empty, unless that is asked for, or if it can't be made
     */
    static OutputDirectory prepare(Path to, Layout layout, Existing existing) throws IOException {
        if (Files.isSymbolicLink(to) && !Files.exists(to)) {
            throw new FileSystemException(to.toString(), null, "it is a link to nothing; choose another directory");
        }
        Path directory =
                Files.exists(to) ? to.toRealPath() : to.toAbsolutePath().normalize();
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileSystemException(to.toString(), null, "it can't be an output directory; give one inside it");
        }
        if (Files.exists(directory)) {
            check(directory, parent, layout, existing);
        }
        MadeDirectories parents = MadeDirectories.upTo(parent);
        try {
            return new OutputDirectory(directory, layout, existing, parents, TemporaryDirectory.create(parent));
        } catch (IOException | RuntimeException e) {
            parents.close();
            throw e;
        }
    }

    /** Compares the mounts; where the table of mounts does not have them, as after chroot(2), the devices. */
    private static boolean isMountPoint(Path directory, Path parent) throws IOException {
        try {
            return !Files.getFileStore(directory).equals(Files.getFileStore(parent));
        } catch (IOException e) {
            return !Files.getAttribute(directory, "unix:dev").equals(Files.getAttribute(parent, "unix:dev"));
        }
    }

    private static void check(Path directory, Path parent, Layout layout, Existing existing) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw MadeDirectories.isFile(directory.toString());
        }
        if (isMountPoint(directory, parent)) {
            throw new FileSystemException(
                    directory.toString(), null, "it is a mount point; give a directory inside it");
        }
        boolean empty = isEmpty(directory);
        if ((empty || existing == Existing.REPLACE)
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

    /** Returns the temporary directory, to be written into. */
    Path staging() {
        return staging.path();
    }

    /** Returns the directory in which the output directory is. */
    @Override
    public Path parent() {
        return staging.path().resolveSibling(".").normalize();
    }

    /**
     * Puts what was written in its place: a new directory in one step; one that replaces another in two, between which
     * it is missing; what is added all or nothing.
     */
    @Override
    public void publish() throws IOException {
        boolean fresh = !Files.exists(directory, LinkOption.NOFOLLOW_LINKS) || isEmpty(directory);
        if (fresh) {
            staging.keepAs(directory);
        } else if (existing == Existing.APPEND) {
            layout.append(staging.path(), directory);
        } else if (existing == Existing.REPLACE) {
            replace();
        } else {
            throw new FileSystemException(directory.toString(), null, "something was put there during the shuffle");
        }
        parents.keep();
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

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }
}
