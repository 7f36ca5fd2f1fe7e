package io.partd.cli.shuffle;

import io.partd.file.TemporaryDirectory;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * The folder a shuffle makes. The partitions are written into a temporary folder beside it, which takes its place when
 * all is done: until then, and whatever happens before, the folder is as it was.
 */
final class OutputFolder implements Closeable {

    private final Path folder;
    private final Layout layout;
    private final Existing existing;
    private final TemporaryDirectory staging;

    /** What to do with a folder that is not empty. */
    enum Existing {
        /** Refuse it. */
        REFUSE,
        /** Put the new partitions in place of the old ones. */
        REPLACE,
        /** Add to its partitions. */
        APPEND
    }

    private OutputFolder(Path folder, Layout layout, Existing existing, TemporaryDirectory staging) {
        this.folder = folder;
        this.layout = layout;
        this.existing = existing;
        this.staging = staging;
    }

    /**
     * Prepares the folder.
     *
     * @throws IOException if it is not empty, unless that is asked for, or if it can't be made
     */
    static OutputFolder prepare(Path to, Layout layout, Existing existing) throws IOException {
        Path folder = Files.exists(to) ? to.toRealPath() : to.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        if (parent == null) {
            throw new FileSystemException(to.toString(), null, "it can't be an output folder; give one inside it");
        }
        Files.createDirectories(parent);
        if (Files.exists(folder)) {
            check(folder, parent, layout, existing);
        }
        return new OutputFolder(folder, layout, existing, TemporaryDirectory.create(parent));
    }

    private static void check(Path folder, Path parent, Layout layout, Existing existing) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder + " is a file; the output is a folder");
        }
        if (!Files.getFileStore(folder).equals(Files.getFileStore(parent))) {
            throw new FileSystemException(folder.toString(), null, "it is a mount point; give a folder inside it");
        }
        if (isEmpty(folder)) {
            return;
        }
        if (existing == Existing.REFUSE) {
            throw new FileSystemException(
                    folder.toString(), null, "it is not empty; choose another folder, or say --overwrite or --append");
        }
        layout.requireOwn(folder);
    }

    /** Opens the temporary folder for writing. */
    Layout.Writing write() throws IOException {
        return layout.write(staging.path());
    }

    /** Returns the folder in which the output folder is. */
    Path parent() {
        return staging.path().resolveSibling(".").normalize();
    }

    /** Puts what was written in its place, in one step. */
    void publish() throws IOException {
        boolean fresh = !Files.exists(folder, LinkOption.NOFOLLOW_LINKS) || isEmpty(folder);
        if (fresh) {
            staging.keepAs(folder);
        } else if (existing == Existing.APPEND) {
            layout.append(staging.path(), folder);
        } else if (existing == Existing.REPLACE) {
            replace();
        } else {
            throw new FileSystemException(folder.toString(), null, "something was put there during the shuffle");
        }
    }

    /** Deletes the temporary folder, if it was not published. */
    @Override
    public void close() throws IOException {
        staging.close();
    }

    private void replace() throws IOException {
        layout.requireOwn(folder);
        String suffix = String.format(
                Locale.ROOT, ".replaced-%08x", ThreadLocalRandom.current().nextInt());
        Path old = folder.resolveSibling(folder.getFileName() + suffix);
        Files.move(folder, old);
        try {
            staging.keepAs(folder);
        } catch (IOException e) {
            Files.move(old, folder);
            throw e;
        }
        Folders.delete(old);
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }
}
