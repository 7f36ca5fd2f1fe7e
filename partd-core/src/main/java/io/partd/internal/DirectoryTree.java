package io.partd.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Lists and deletes directories by their descriptors, where the JDK can. A directory that is replaced by a symbolic
 * link meanwhile does not lead elsewhere then.
 */
public final class DirectoryTree {

    private DirectoryTree() {}

    /**
     * Lists a directory, which may be a symbolic link itself.
     *
     * @throws NoSuchFileException if it does not exist
     */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public static SecureDirectoryStream<Path> list(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        return stream instanceof SecureDirectoryStream<Path> secure
                ? secure
                : new PathDirectoryStream(directory, stream);
    }

    /** Lists a directory in a directory. Fails if it is a symbolic link. */
    public static SecureDirectoryStream<Path> list(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.newDirectoryStream(name.getFileName(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Returns the attributes of an entry of a directory, without following a symbolic link. */
    public static BasicFileAttributes attributes(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name.getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /**
     * Deletes a directory with everything in it. Deletes links, and not their targets. Tries several times if others
     * add entries meanwhile. Has no effect if the directory does not exist.
     */
    public static void delete(Path directory) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                    try (SecureDirectoryStream<Path> entries = list(directory)) {
                        clear(entries);
                    }
                }
                Files.deleteIfExists(directory);
                return;
            } catch (NoSuchFileException e) {
                return;
            } catch (DirectoryNotEmptyException e) {
                if (tries == 10) {
                    throw e;
                }
            }
        }
    }

    /** Deletes everything in a directory. */
    static void clear(SecureDirectoryStream<Path> directory) throws IOException {
        try {
            for (Path entry : directory) {
                Path name = entry.getFileName();
                if (attributes(directory, name).isDirectory()) {
                    try (SecureDirectoryStream<Path> entries = list(directory, name)) {
                        clear(entries);
                    }
                    directory.deleteDirectory(name);
                } else {
                    directory.deleteFile(name);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
