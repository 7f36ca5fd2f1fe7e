package io.partd.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Walks directories by their descriptors, so that a directory that is swapped for a symbolic link meanwhile leads
 * nowhere else.
 */
public final class DirectoryTree {

    private DirectoryTree() {}

    /**
     * Lists a directory, which may be a symbolic link itself.
     *
     * @throws NoSuchFileException if there is none
     */
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public static SecureDirectoryStream<Path> list(Path directory) throws IOException {
        DirectoryStream<Path> stream = Files.newDirectoryStream(directory);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return secure;
        }
        stream.close();
        throw new FileSystemException(
                directory.toString(), null, "this system cannot list a directory by its descriptor");
    }

    /** Lists a directory in a directory; if it is a symbolic link, fails. */
    public static SecureDirectoryStream<Path> list(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.newDirectoryStream(name.getFileName(), LinkOption.NOFOLLOW_LINKS);
    }

    /** Looks at an entry of a directory; a symbolic link is looked at itself. */
    public static BasicFileAttributes attributes(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name.getFileName(), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes();
    }

    /**
     * Deletes a directory with everything in it, links themselves and not what they lead to, also while somebody is
     * still adding to it, within reason. No effect if it is not there.
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

    private static void clear(SecureDirectoryStream<Path> directory) throws IOException {
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
