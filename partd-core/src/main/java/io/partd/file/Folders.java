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
 * Opens the folders of hierarchical keys, one part after another so that no symbolic link is followed. The last one
 * stays open, since keys of one folder tend to come together. For one operation under the lock.
 */
final class Folders implements Closeable {

    private static final int FOLDER_MODE = 0777;

    private final Dataset dataset;
    private final SystemCalls calls;
    private String lastFolder = "";
    private int last = -1;

    Folders(Dataset dataset) {
        this.dataset = dataset;
        this.calls = dataset.calls();
    }

    /** Opens the folder of a key; {@code -ENOENT} if it is not there. */
    int find(Key key) throws IOException {
        return open(key.folder(), key, (parent, part, name) -> {
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
     * Opens the folder of a key, making it if it is missing.
     *
     * @param made told of each new folder
     */
    int make(Key key, Consumer<String> made) throws IOException {
        return open(key.folder(), key, (parent, part, name) -> {
            requireNoFile(parent, part, name, key);
            int result = calls.makeFolder(parent, name, FOLDER_MODE);
            if (result == -Errno.ENOENT) {
                throw new VanishedException(dataset.path());
            }
            if (result != -Errno.EEXIST) {
                Errno.require(result, dataset.path().resolve(part));
                made.accept(part);
            }
            int opened = calls.openFolder(parent, name);
            if (opened == -Errno.ENOENT) {
                throw new VanishedException(dataset.path());
            }
            return Errno.require(opened, dataset.path().resolve(part));
        });
    }

    private void requireNoFile(int parent, String part, byte[] name, Key key) throws IOException {
        FileStatus status = dataset.status();
        int result = calls.status(parent, name, status);
        if (result == 0 && !status.isFolder()) {
            throw new InvalidKeyException(
                    key.text(),
                    status.isRegular()
                            ? "its folder '" + part
                                    + "' is a key of this dataset already; a key cannot also be a folder of keys"
                            : "its folder '" + part + "' is "
                                    + (status.isLink() ? "a symbolic link, which is not followed" : "no folder"));
        }
    }

    /** What to do about a folder that cannot be opened; returns it, open, or an error to give up with. */
    @FunctionalInterface
    private interface Missing {
        int open(int parent, String part, byte[] name) throws IOException;
    }

    private int open(String folder, Key key, Missing missing) throws IOException {
        if (folder.isEmpty()) {
            return dataset.folder();
        }
        if (last >= 0 && folder.equals(lastFolder)) {
            return last;
        }
        close();
        int parent = dataset.folder();
        int slash = -1;
        while (slash < folder.length()) {
            int start = slash + 1;
            slash = folder.indexOf('/', start);
            slash = slash < 0 ? folder.length() : slash;
            byte[] name = CString.of(folder.substring(start, slash));
            int child;
            try {
                child = calls.openFolder(parent, name);
                if (child == -Errno.ENOENT || child == -Errno.ENOTDIR || child == -Errno.ELOOP) {
                    child = missing.open(parent, folder.substring(0, slash), name);
                }
            } finally {
                if (parent != dataset.folder()) {
                    calls.close(parent);
                }
            }
            if (child == -Errno.ENOENT) {
                return child;
            }
            parent = dataset.require(child, key);
        }
        last = parent;
        lastFolder = folder;
        return last;
    }

    /** Closes the folder that is open. */
    @Override
    public void close() {
        if (last >= 0) {
            calls.close(last);
            last = -1;
        }
    }
}
