package io.partd.internal;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lists a directory by its path, for systems whose JDK cannot do it by a descriptor, such as Windows. It finds symbolic
 * links, but a directory that is replaced by one at the wrong moment leads elsewhere.
 */
final class PathDirectoryStream implements SecureDirectoryStream<Path> {

    private final Path directory;
    private final DirectoryStream<Path> entries;

    /** Takes over the entries of a directory. */
    PathDirectoryStream(Path directory, DirectoryStream<Path> entries) {
        this.directory = directory;
        this.entries = entries;
    }

    @Override
    public Iterator<Path> iterator() {
        return entries.iterator();
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }

    private static boolean isDirectory(Path path) throws IOException {
        return PortableCalls.attributes(path).isDirectory();
    }

    @Override
    @SuppressWarnings("StreamResourceLeak") // the caller closes it
    public SecureDirectoryStream<Path> newDirectoryStream(Path name, LinkOption... options) throws IOException {
        Path path = directory.resolve(name);
        if (!isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        return new PathDirectoryStream(path, Files.newDirectoryStream(path));
    }

    @Override
    public void deleteFile(Path name) throws IOException {
        Path path = directory.resolve(name);
        if (isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory");
        }
        Files.delete(path);
    }

    @Override
    public void deleteDirectory(Path name) throws IOException {
        Path path = directory.resolve(name);
        if (!isDirectory(path)) {
            throw new NotDirectoryException(path.toString());
        }
        Files.delete(path);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(Class<V> type) {
        return Files.getFileAttributeView(directory, type);
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path name, Class<V> type, LinkOption... options) {
        return Files.getFileAttributeView(directory.resolve(name), type, options);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path name, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException("lists and deletes only");
    }

    @Override
    public void move(Path from, SecureDirectoryStream<Path> target, Path to) {
        throw new UnsupportedOperationException("lists and deletes only");
    }
}
