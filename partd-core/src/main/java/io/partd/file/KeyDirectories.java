package io.partd.file;

import io.partd.InvalidKeyException;
import io.partd.internal.CString;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.function.Consumer;

/**
 * Opens the directories of hierarchical keys, one part of the path at a time, so that it follows no symbolic link. The
 * last directory stays open, because keys of one directory tend to come together. One operation uses it, under the
 * lock.
 */
final class KeyDirectories implements Closeable {

    private static final int DIRECTORY_MODE = 0777;

    private final Dataset dataset;
    private final SystemCalls calls;
    private String lastDirectory = "";
    private int last = -1;

    KeyDirectories(Dataset dataset) {
        this.dataset = dataset;
        this.calls = dataset.calls();
    }

    /** Opens the directory of a key; returns {@code -ENOENT} if it is missing. */
    int open(Key key) throws IOException {
        return open(key.directory(), key, (parent, part, name) -> {
            int result = calls.status(parent, name, dataset.status());
            if (result == -Errno.ENOENT || (result == 0 && dataset.status().isRegular())) {
                return -Errno.ENOENT;
            }
            if (result == 0 && dataset.status().isLink()) {
                throw new FileSystemException(
                        dataset.path().resolve(part).toString(),
                        null,
                        "is a symbolic link, which a dataset must not hold");
            }
            return Errno.require(result, dataset.path().resolve(part));
        });
    }

    /**
     * Opens the directory of a key. Creates it and its parents if they are missing.
     *
     * @param created called for each new directory
     */
    int openOrCreate(Key key, Consumer<String> created) throws IOException {
        return open(key.directory(), key, (parent, part, name) -> {
            requireNoFile(parent, part, name, key);
            int result = calls.makeDirectory(parent, name, DIRECTORY_MODE);
            if (result == -Errno.ENOENT) {
                throw new DirectoryRemovedException(dataset.path());
            }
            if (result != -Errno.EEXIST) {
                Errno.require(result, dataset.path().resolve(part));
                created.accept(part);
            }
            int opened = calls.openDirectory(parent, name);
            if (opened == -Errno.ENOENT) {
                throw new DirectoryRemovedException(dataset.path());
            }
            return Errno.require(opened, dataset.path().resolve(part));
        });
    }

    private void requireNoFile(int parent, String part, byte[] name, Key key) throws IOException {
        FileStatus status = dataset.status();
        int result = calls.status(parent, name, status);
        if (result == 0 && !status.isDirectory()) {
            throw new InvalidKeyException(
                    key.text(),
                    status.isRegular()
                            ? "its directory '" + part
                                    + "' is a key of this dataset already; a key cannot also be a directory of keys"
                            : "its directory '" + part + "' is "
                                    + (status.isLink() ? "a symbolic link, which is not followed" : "no directory"));
        }
    }

    /** Handles a directory that cannot be opened. Returns its descriptor, or an error to give up with. */
    @FunctionalInterface
    private interface MissingDirectory {
        int open(int parent, String part, byte[] name) throws IOException;
    }

    private int open(String directory, Key key, MissingDirectory missing) throws IOException {
        if (directory.isEmpty()) {
            return dataset.directory();
        }
        if (last >= 0 && directory.equals(lastDirectory)) {
            return last;
        }
        close();
        int parent = dataset.directory();
        int slash = -1;
        while (slash < directory.length()) {
            int start = slash + 1;
            slash = directory.indexOf('/', start);
            slash = slash < 0 ? directory.length() : slash;
            byte[] name = CString.of(directory.substring(start, slash));
            int child;
            try {
                child = calls.openDirectory(parent, name);
                if (child == -Errno.ENOENT || child == -Errno.ENOTDIR || child == -Errno.ELOOP) {
                    child = missing.open(parent, directory.substring(0, slash), name);
                }
            } finally {
                if (parent != dataset.directory()) {
                    calls.close(parent);
                }
            }
            if (child == -Errno.ENOENT) {
                return child;
            }
            parent = dataset.require(child, key);
        }
        last = parent;
        lastDirectory = directory;
        return last;
    }

    /** Closes the directory that is open. */
    @Override
    public void close() {
        if (last >= 0) {
            calls.close(last);
            last = -1;
        }
    }
}
