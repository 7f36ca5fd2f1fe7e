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
 * The folder a shuffle makes. The partitions are written into a temporary folder beside it, which takes its place when
 * all is done: until then, and whatever happens before, the folder is as it was.
 */
final class OutputFolder implements Output {

    private final Path folder;
    private final Layout layout;
    private final Existing existing;
    private final MadeFolders parents;
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

    private OutputFolder(
            Path folder, Layout layout, Existing existing, MadeFolders parents, TemporaryDirectory staging) {
        this.folder = folder;
        this.layout = layout;
        this.existing = existing;
        this.parents = parents;
        this.staging = staging;
    }

    /**
     * Prepares the folder.
     *
     * @throws IOException if it is not empty, unless that is asked for, or if it can't be made
     */
    static OutputFolder prepare(Path to, Layout layout, Existing existing) throws IOException {
        if (Files.isSymbolicLink(to) && !Files.exists(to)) {
            throw new FileSystemException(to.toString(), null, "it is a link to nothing; choose another folder");
        }
        Path folder = Files.exists(to) ? to.toRealPath() : to.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        if (parent == null) {
            throw new FileSystemException(to.toString(), null, "it can't be an output folder; give one inside it");
        }
        if (Files.exists(folder)) {
            check(folder, parent, layout, existing);
        }
        MadeFolders parents = MadeFolders.upTo(parent);
        try {
            return new OutputFolder(folder, layout, existing, parents, TemporaryDirectory.create(parent));
        } catch (IOException | RuntimeException e) {
            parents.close();
            throw e;
        }
    }

    private static void check(Path folder, Path parent, Layout layout, Existing existing) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw MadeFolders.isFile(folder.toString());
        }
        if (!Files.getFileStore(folder).equals(Files.getFileStore(parent))) {
            throw new FileSystemException(folder.toString(), null, "it is a mount point; give a folder inside it");
        }
        boolean empty = isEmpty(folder);
        if ((empty || existing == Existing.REPLACE) && folder.equals(Path.of("").toRealPath())) {
            throw new FileSystemException(
                    folder.toString(),
                    null,
                    "it is the working folder, and would be replaced; give a folder inside it");
        }
        if (empty) {
            return;
        }
        if (existing == Existing.REFUSE) {
            throw new FileSystemException(
                    folder.toString(), null, "it is not empty; choose another folder, or say --overwrite or --append");
        }
        layout.requireOwn(folder);
    }

    /** Returns the temporary folder, to be written into. */
    Path staging() {
        return staging.path();
    }

    /** Returns the folder in which the output folder is. */
    @Override
    public Path parent() {
        return staging.path().resolveSibling(".").normalize();
    }

    /**
     * Puts what was written in its place: a new folder in one step; one that replaces another in two, between which it
     * is missing; what is added all or nothing.
     */
    @Override
    public void publish() throws IOException {
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
        parents.keep();
    }

    /** Deletes the temporary folder and the parents made for it, if it was not published. */
    @Override
    public void close() throws IOException {
        try (parents) {
            staging.close();
        }
    }

    private void replace() throws IOException {
        layout.requireOwn(folder);
        String suffix = String.format(
                Locale.ROOT, ".replaced-%08x", ThreadLocalRandom.current().nextInt());
        Path old = folder.resolveSibling(folder.getFileName() + suffix);
        Files.move(folder, old);
        try {
            staging.keepAs(folder);
        } catch (IOException | RuntimeException e) {
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
