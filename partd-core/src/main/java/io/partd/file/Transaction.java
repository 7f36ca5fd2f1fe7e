package io.partd.file;

import io.partd.Durability;
import io.partd.InvalidKeyException;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import io.partd.internal.IoRunnable;
import io.partd.internal.SystemCalls;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * An all-or-nothing change of a dataset's files. {@link #rollback} undoes everything that it has done so far, except
 * {@linkplain #removeForGood deletions for good}. One operation uses it, under the lock.
 *
 * <p>If writes are synced, so is the rollback, also after a failed sync. A second sync of bytes that the system could
 * not write may succeed wrongly, because the system may have dropped them. But the rollback truncates or removes the
 * files that hold those bytes, and syncs only that.
 */
final class Transaction implements Closeable {

    private static final int FILE_MODE = 0666;

    private final Dataset dataset;
    private final SystemCalls calls;
    private final Durability durability;
    private final KeyDirectories directories;
    private final Deque<IoRunnable> undoSteps = new ArrayDeque<>();
    private final Set<String> changedDirectories = new TreeSet<>();
    /** The keys whose files this transaction has created. */
    private final Set<String> createdFiles = new HashSet<>();

    private boolean irreversible;

    Transaction(Dataset dataset, Durability durability) {
        this.dataset = dataset;
        this.calls = dataset.calls();
        this.durability = durability;
        this.directories = new KeyDirectories(dataset);
    }

    /** Appends to a key's file. Creates the file if it is missing, even if the buffers are empty. */
    void append(Key key, List<ByteBuffer> buffers) throws IOException {
        int file = openToAppend(key);
        try {
            FileStatus status = dataset.status();
            dataset.require(calls.status(file, status), key);
            if (!status.isRegular()) {
                throw notAFile(key, "something that is not a regular file");
            }
            write(key, file, status.size(), buffers);
        } catch (Throwable e) {
            calls.close(file);
            throw e;
        }
        dataset.require(calls.close(file), key);
    }

    private void write(Key key, int file, long before, List<ByteBuffer> buffers) throws IOException {
        FileIo io = dataset.io();
        try {
            io.write(file, buffers, key);
        } finally {
            long written = io.written();
            if (written > 0 && !createdFiles.contains(key.text())) {
                undoSteps.push(() -> truncate(key, before, written));
            }
        }
        sync(file, key);
    }

    /** Syncs a file if writes are synced. */
    private void sync(int file, Key key) throws IOException {
        if (durability == Durability.BATCH) {
            dataset.requireSynced(calls.sync(file), dataset.path(key));
        }
    }

    private int openToAppend(Key key) throws IOException {
        while (true) {
            int directory = directories.openOrCreate(key, created -> {
                undoSteps.push(() -> removeDirectory(Key.of(created, 0)));
                markChanged(created);
            });
            int file = calls.openToAppend(directory, key.name());
            if (file == -Errno.ENOENT) {
                file = calls.create(directory, key.name(), FILE_MODE);
                if (file >= 0) {
                    createdFiles.add(key.text());
                    undoSteps.push(() -> removeFile(key));
                    markChanged(key.text());
                } else if (file == -Errno.ENOENT) {
                    throw new DirectoryRemovedException(dataset.path());
                }
            } else if (file == -Errno.EISDIR) {
                KeyFiles.prune(dataset.path(), key.text());
                file = calls.removeDirectory(directory, key.name());
                if (file == -Errno.ENOTEMPTY) {
                    throw new InvalidKeyException(
                            key.text(),
                            "is a directory of this dataset, with keys in it; a directory cannot also be a key");
                }
                file = file == 0 ? -Errno.EEXIST : file;
            }
            if (file != -Errno.EEXIST) {
                return requireFile(file, key);
            }
        }
    }

    private int requireFile(int file, Key key) throws IOException {
        return switch (-file) {
            case Errno.ELOOP -> throw notAFile(key, "a symbolic link, which is not followed");
            case Errno.ENXIO -> throw notAFile(key, "something that is not a regular file");
            case Errno.ENAMETOOLONG -> throw new InvalidKeyException(key.text(), "is too long for the file system");
            default -> dataset.require(file, key);
        };
    }

    private static InvalidKeyException notAFile(Key key, String what) {
        return new InvalidKeyException(key.text(), "is taken in the dataset's directory by " + what);
    }

    /**
     * Deletes a key's file, if it exists.
     *
     * @param value what the rollback restores it with
     */
    void remove(Key key, byte[] value) throws IOException {
        if (remove(key)) {
            undoSteps.push(() -> restore(key, value));
        }
    }

    /** Deletes a key's file for good: the rollback does not restore it. */
    void removeForGood(Key key) throws IOException {
        irreversible |= remove(key);
    }

    /** Deletes the files of all keys for good. */
    void removeAllForGood() throws IOException {
        Set<String> cleared = new TreeSet<>();
        try {
            KeyFiles.clear(dataset.path(), cleared);
        } finally {
            irreversible |= !cleared.isEmpty();
            cleared.forEach(directory -> markChanged(directory + "/-"));
        }
    }

    /** Returns whether the transaction has deleted something for good. */
    boolean isIrreversible() {
        return irreversible;
    }

    /** Deletes a key's file; returns whether it existed. */
    private boolean remove(Key key) throws IOException {
        int directory = directories.open(key);
        int result = directory == -Errno.ENOENT ? directory : calls.remove(directory, key.name());
        if (result == -Errno.ENOENT || result == -Errno.EISDIR) {
            return false;
        }
        dataset.require(result, key);
        markChanged(key.text());
        return true;
    }

    private void markChanged(String entry) {
        if (durability == Durability.BATCH) {
            int slash = entry.lastIndexOf('/');
            changedDirectories.add(slash < 0 ? "" : entry.substring(0, slash));
        }
    }

    /** Syncs the changed directories if writes are synced. */
    void commit() throws IOException {
        syncDirectories();
        if (durability == Durability.BATCH) {
            dataset.syncDirectories();
        }
    }

    /** Syncs the directories in which files were created or removed. */
    private void syncDirectories() throws IOException {
        for (String directory : List.copyOf(changedDirectories)) {
            Key inside = Key.of(directory.isEmpty() ? "-" : directory + "/-", 0);
            int opened = directories.open(inside);
            if (opened != -Errno.ENOENT) {
                dataset.requireSynced(calls.sync(opened), dataset.path().resolve(directory));
            }
        }
    }

    /**
     * Undoes what the transaction has done, and syncs that if writes are synced.
     *
     * @throws IOException if a step cannot be undone; the message names its file
     */
    void rollback() throws IOException {
        List<IoRunnable> steps = new ArrayList<>(undoSteps);
        undoSteps.clear();
        steps.add(this::syncDirectories);
        IOException failure = null;
        for (IoRunnable step : steps) {
            try {
                step.run();
            } catch (DirectoryRemovedException e) {
                // Another process has removed the dataset, and with it the files to restore.
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private void truncate(Key key, long before, long written) throws IOException {
        int directory = directories.open(key);
        int file = directory == -Errno.ENOENT ? directory : calls.openToAppend(directory, key.name());
        if (file == -Errno.ENOENT) {
            return;
        }
        dataset.require(file, key);
        try {
            FileStatus status = dataset.status();
            dataset.require(calls.status(file, status), key);
            if (status.size() > before + written) {
                throw new FileSystemException(
                        dataset.path(key).toString(),
                        null,
                        "has grown by another writer from " + (before + written) + " bytes to " + status.size());
            }
            if (status.size() > before) {
                dataset.require(calls.truncate(file, before), key);
                sync(file, key);
            }
        } finally {
            calls.close(file);
        }
    }

    private void removeFile(Key key) throws IOException {
        int directory = directories.open(key);
        requireGone(directory == -Errno.ENOENT ? directory : calls.remove(directory, key.name()), key);
    }

    private void removeDirectory(Key key) throws IOException {
        directories.close();
        int directory = directories.open(key);
        int result = directory == -Errno.ENOENT ? directory : calls.removeDirectory(directory, key.name());
        requireGone(result == -Errno.ENOTEMPTY ? 0 : result, key);
    }

    private void requireGone(int result, Key key) throws IOException {
        if (result != -Errno.ENOENT) {
            dataset.require(result, key);
        }
    }

    private void restore(Key key, byte[] value) throws IOException {
        int file = openToAppend(key);
        try {
            dataset.io().write(file, List.of(ByteBuffer.wrap(value)), key);
            sync(file, key);
        } finally {
            calls.close(file);
        }
    }

    /** Closes the directory that is open. */
    @Override
    public void close() {
        directories.close();
    }
}
