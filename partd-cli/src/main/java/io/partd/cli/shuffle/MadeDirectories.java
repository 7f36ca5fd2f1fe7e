package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Directories that were missing and were made. Closing deletes them again, unless they are kept or are in use. */
final class MadeDirectories implements Closeable {

    private final List<Path> made;
    private boolean kept;

    private MadeDirectories(List<Path> made) {
        this.made = made;
    }

    /** Makes a directory with its parents, where they are missing. */
    static MadeDirectories upTo(Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = directory; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        try {
            Files.createDirectories(directory);
        } catch (FileAlreadyExistsException e) {
            throw isFile(e.getFile());
        }
        return new MadeDirectories(missing);
    }

    /** Checks that a directory can be written to, or made, with its parents. */
    static void requireWritable(Path directory) throws IOException {
        Path present = directory;
        while (!Files.exists(present) && present.getParent() != null) {
            present = present.getParent();
        }
        if (!Files.isDirectory(present)) {
            throw isFile(present.toString());
        }
        if (!Files.isWritable(present)) {
            throw new AccessDeniedException(present.toString());
        }
    }

    static IOException isFile(String path) {
        return new FileSystemException(path, null, "it is a file; the output is a directory");
    }

    /** Keeps them. */
    void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        if (kept) {
            return;
        }
        try {
            for (Path directory : made) {
                Files.deleteIfExists(directory);
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody else put something there.
            return;
        }
    }
}
