package io.partd.cli.shuffle;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders that were missing and were made. Closing deletes them again, unless they are kept or are in use. */
final class MadeFolders implements Closeable {

    private final List<Path> made;
    private boolean kept;

    private MadeFolders(List<Path> made) {
        this.made = made;
    }

    /** Makes a folder with its parents, where they are missing. */
    static MadeFolders upTo(Path folder) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path path = folder; path != null && !Files.exists(path); path = path.getParent()) {
            missing.add(path);
        }
        try {
            Files.createDirectories(folder);
        } catch (FileAlreadyExistsException e) {
            throw isFile(e.getFile());
        }
        return new MadeFolders(missing);
    }

    static IOException isFile(String path) {
        return new FileSystemException(path, null, "it is a file; the output is a folder");
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
            for (Path folder : made) {
                Files.deleteIfExists(folder);
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody else put something there.
            return;
        }
    }
}
