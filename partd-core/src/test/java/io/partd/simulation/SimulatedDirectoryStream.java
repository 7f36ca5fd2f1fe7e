package io.partd.simulation;

import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** What was in a simulated directory at one moment. */
final class SimulatedDirectoryStream implements SecureDirectoryStream<Path> {

    private final List<Path> entries;

    SimulatedDirectoryStream(List<Path> entries) {
        this.entries = entries;
    }

    @Override
    public Iterator<Path> iterator() {
        return entries.iterator();
    }

    @Override
    public void close() {}

    @Override
    public SecureDirectoryStream<Path> newDirectoryStream(Path path, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteFile(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void deleteDirectory(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void move(Path from, SecureDirectoryStream<Path> directory, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Class<V> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
        throw new UnsupportedOperationException();
    }
}
