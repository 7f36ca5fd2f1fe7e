package io.partd.cli;

import io.partd.Store;
import io.partd.temporary.TemporaryDirectory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A dataset that is made in a temporary folder, and gets its name when it is complete. */
final class NewFolder implements CopyTarget {

    private final Path folder;
    private final Path parent;
    private final boolean synced;
    private final TemporaryDirectory staging;
    private final Store store;

    private NewFolder(Path folder, Path parent, StoreAddress address) throws IOException {
        this.folder = folder;
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

    /** Makes a target in the folder of an address; the folder is missing or empty. */
    static NewFolder of(StoreAddress address) throws IOException {
        Path given = address.folder();
        if (given == null) {
            throw new IllegalArgumentException(address + " is no folder");
        }
        Path folder = Files.exists(given)
                ? given.toRealPath()
                : given.toAbsolutePath().normalize();
        Path parent = folder.getParent();
        if (parent == null) {
            throw new FileSystemException(given.toString(), null, "cannot be a dataset; give a folder in it");
        }
        return new NewFolder(folder, parent, address);
    }

    @Override
    public Store store() {
        return store;
    }

    @Override
    public void finish() throws IOException {
        store.close();
        staging.keepAs(folder);
        if (synced) {
            try (FileChannel entries = FileChannel.open(parent)) {
                entries.force(true);
            }
        }
    }

    @Override
    public String undo(Set<String> keys) {
        return folder + " is as it was";
    }

    @Override
    public void close() throws IOException {
        try (staging) {
            store.close();
        }
    }
}
