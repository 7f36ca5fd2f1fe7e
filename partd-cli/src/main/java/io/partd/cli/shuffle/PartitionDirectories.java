package io.partd.cli.shuffle;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * The directories of partitions. A file system may take two names for one, as where upper and lower case are the same;
 * the second partition then is refused, and does not get into the directory of the first. Thread-safe.
 */
final class PartitionDirectories {

    private final Path top;
    private final Set<Path> present;
    private final Deque<Path> made = new ArrayDeque<>();

    /**
     * Begins with directories that are there.
     *
     * @param present relative to the outermost one
     */
    PartitionDirectories(Path top, Collection<Path> present) {
        this.top = top;
        this.present = new HashSet<>(present);
    }

    /**
     * Returns a partition's directory, after making it and those that it is in, where they are missing.
     *
     * @throws IOException if there is one that is none of these
     */
    synchronized Path make(Path partition) throws IOException {
        for (int depth = 1; depth <= partition.getNameCount(); depth++) {
            Path level = partition.subpath(0, depth);
            if (present.add(level)) {
                create(top.resolve(level));
            }
        }
        return top.resolve(partition);
    }

    private void create(Path directory) throws IOException {
        try {
            Files.createDirectory(directory);
            made.push(directory);
        } catch (FileAlreadyExistsException e) {
            throw (IOException) new FileSystemException(
                            directory.toString(),
                            null,
                            "another partition has this directory, as the file system takes both names for the same (upper"
                                    + " and lower case perhaps); choose a directory on another one, or leave out --distinct")
                    .initCause(e);
        }
    }

    /** Deletes the directories that were made, if they are empty. */
    synchronized void deleteEmpty() throws IOException {
        for (Path directory : made) {
            try {
                Files.deleteIfExists(directory);
            } catch (DirectoryNotEmptyException e) {
                // It has a partition's file, and stays.
            }
        }
    }
}
