package io.partd.cli;

import io.partd.Store;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A dataset that is made in a temporary directory, and gets its name when it is complete. */
final class NewDirectory implements CopyTarget {

    private final Path directory;
    private final Path parent;
    private final boolean synced;
    private final TemporaryDirectory staging;
    private final Store store;

    private NewDirectory(Path directory, Path parent, StoreAddress address) throws IOException {
        this.directory = directory;
        this.parent = parent;
        synced = address.isSynced();
        Files.createDirectories(parent);
        staging = TemporaryDirectory.create(parent);
        try {
            store = address.openIn(staging.path());
        } catch (Throwable e) {
            staging.close();
            throw e;
        }
    }

    /** Makes a target in the directory of an address; the directory is missing or empty. */
    static NewDirectory of(StoreAddress address) throws IOException {
        Path given = address.directory();
        if (given == null) {
            throw new IllegalArgumentException(address + " is not a directory");
        }
        Path directory = Files.exists(given)
                ? given.toRealPath()
                : given.toAbsolutePath().normalize();
        Path parent = directory.getParent();
        if (parent == null) {
            throw new FileSystemException(given.toString(), null, "cannot be a dataset; give a directory in it");
        }
        return new NewDirectory(directory, parent, address);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void finish() throws IOException {
        store.close();
        staging.keepAs(directory);
        if (synced) {
            try (FileChannel entries = FileChannel.open(parent)) {
                entries.force(true);
            }
        }
    }

    @Override
    public String undo(Set<String> keys) {
        return directory + " is as it was";
    }

    @Override
    public String keep() {
        return undo(Set.of());
    }

    @Override
    public void close() throws IOException {
        try (staging) {
            store.close();
        }
    }
}
