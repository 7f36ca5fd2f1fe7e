package io.partd.file;

import io.partd.Durability;
import io.partd.InvalidKeyException;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
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
 * One all-or-nothing change of a dataset's files: what it has done so far it can {@linkplain #undo undo}, but for what
 * it deletes {@linkplain #remove(Key) for good}. For one operation under the lock.
 *
 * <p>Where files are synced, so is undoing, after a sync that failed too. A second sync of bytes that the system could
 * not write may claim what is not so, since it may have dropped them; but undoing cuts those bytes off or removes their
 * file, and what it syncs is that.
 */
final class Change implements Closeable {

    private static final int FILE_MODE = 0666;

    /** What takes one step back. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    private final Dataset dataset;
    private final SystemCalls calls;
    private final Durability durability;
    private final Directories directories;
    private final Deque<Step> undo = new ArrayDeque<>();
    private final Set<String> changedDirectories = new TreeSet<>();
    /** The keys whose files this change has made. */
    private final Set<String> made = new HashSet<>();

    private boolean lasting;

    Change(Dataset dataset, Durability durability) {
        this.dataset = dataset;
        this.calls = dataset.calls();
        this.durability = durability;
        this.directories = new Directories(dataset);
    }

    /** Adds to the end of a key's file, making it if it is missing, even for nothing to add. */
    void append(Key key, List<ByteBuffer> buffers) throws IOException {
        int file = openToAppend(key);
        try {
            FileStatus status = dataset.status();
            dataset.require(calls.status(file, status), key);
            if (!status.isRegular()) {
                throw noFile(key, "no regular file");
            }
            write(key, file, status.size(), buffers);
        } catch (Throwable e) {
            calls.close(file);
            throw e;
        }
        dataset.require(calls.close(file), key);
    }

    private void write(Key key, int file, long before, List<ByteBuffer> buffers) throws IOException {
        Transfer transfer = dataset.transfer();
        try {
            transfer.write(file, buffers, key);
        } finally {
            long written = transfer.written();
            if (written > 0 && !made.contains(key.text())) {
                undo.push(() -> cut(key, before, written));
            }
        }
        sync(file, key);
    }

    /** Brings a file to the disk if that is asked for. */
    private void sync(int file, Key key) throws IOException {
        if (durability == Durability.BATCH) {
            dataset.requireSynced(calls.sync(file), dataset.path(key));
        }
    }

    private int openToAppend(Key key) throws IOException {
        while (true) {
            int directory = directories.make(key, made -> {
                undo.push(() -> removeDirectory(Key.of(made, 0)));
                changed(made);
            });
            int file = calls.openToAppend(directory, key.name());
            if (file == -Errno.ENOENT) {
                file = calls.create(directory, key.name(), FILE_MODE);
                if (file >= 0) {
                    made.add(key.text());
                    undo.push(() -> removeFile(key));
                    changed(key.text());
                } else if (file == -Errno.ENOENT) {
                    throw new VanishedException(dataset.path());
                }
            } else if (file == -Errno.EISDIR) {
                KeyTree.prune(dataset.path(), key.text());
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
            case Errno.ELOOP -> throw noFile(key, "a symbolic link, which is not followed");
            case Errno.ENXIO -> throw noFile(key, "no regular file");
            case Errno.ENAMETOOLONG -> throw new InvalidKeyException(key.text(), "is too long for the file system");
            default -> dataset.require(file, key);
        };
    }

    private static InvalidKeyException noFile(Key key, String what) {
        return new InvalidKeyException(key.text(), "is taken in the dataset's directory by " + what);
    }

    /**
     * Deletes a key's file; no effect where there is none.
     *
     * @param value what to restore it with
     */
    void remove(Key key, byte[] value) throws IOException {
        if (remove(key)) {
            undo.push(() -> restore(key, value));
        }
    }

    /** Deletes a key's file for good. */
    void removeForGood(Key key) throws IOException {
        lasting |= remove(key);
    }

    /** Deletes all keys for good. */
    void removeAllForGood() throws IOException {
        Set<String> cleared = new TreeSet<>();
        try {
            KeyTree.clear(dataset.path(), cleared);
        } finally {
            lasting |= !cleared.isEmpty();
            cleared.forEach(directory -> changed(directory + "/-"));
        }
    }

    /** Tells whether something was done that cannot be undone. */
    boolean isLasting() {
        return lasting;
    }

    /** Deletes a key's file; tells whether there was one. */
    private boolean remove(Key key) throws IOException {
        int directory = directories.find(key);
        int result = directory == -Errno.ENOENT ? directory : calls.remove(directory, key.name());
        if (result == -Errno.ENOENT || result == -Errno.EISDIR) {
            return false;
        }
        dataset.require(result, key);
        changed(key.text());
        return true;
    }

    private void changed(String entry) {
        if (durability == Durability.BATCH) {
            int slash = entry.lastIndexOf('/');
            changedDirectories.add(slash < 0 ? "" : entry.substring(0, slash));
        }
    }

    /** Makes the change as durable as it is to be. */
    void commit() throws IOException {
        syncDirectories();
        if (durability == Durability.BATCH) {
            dataset.syncPlaces();
        }
    }

    /** Brings to the disk that names have come or gone, if that is asked for. */
    private void syncDirectories() throws IOException {
        for (String directory : List.copyOf(changedDirectories)) {
            Key inside = Key.of(directory.isEmpty() ? "-" : directory + "/-", 0);
            int opened = directories.find(inside);
            if (opened != -Errno.ENOENT) {
                dataset.requireSynced(calls.sync(opened), dataset.path().resolve(directory));
            }
        }
    }

    /**
     * Takes back what has been done, as durably as it was to be.
     *
     * @throws IOException if that is not wholly possible; the message says what is left
     */
    void undo() throws IOException {
        List<Step> steps = new ArrayList<>(undo);
        undo.clear();
        steps.add(this::syncDirectories);
        IOException failure = null;
        for (Step step : steps) {
            try {
                step.run();
            } catch (VanishedException e) {
                // Another process has removed the dataset, and with it what there was to undo.
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

    private void cut(Key key, long before, long written) throws IOException {
        int directory = directories.find(key);
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
                        "has grown by another hand from " + (before + written) + " bytes to " + status.size());
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
        int directory = directories.find(key);
        requireGone(directory == -Errno.ENOENT ? directory : calls.remove(directory, key.name()), key);
    }

    private void removeDirectory(Key key) throws IOException {
        directories.close();
        int directory = directories.find(key);
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
            dataset.transfer().write(file, List.of(ByteBuffer.wrap(value)), key);
            sync(file, key);
        } finally {
            calls.close(file);
        }
    }

    /** Closes what it has open. */
    @Override
    public void close() {
        directories.close();
    }
}
