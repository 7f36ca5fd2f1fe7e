package io.partd.file;

import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/** Reads the values of keys from their files. A thread must hold the dataset's lock to call it. */
final class ValueReader {

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final Dataset dataset;

    ValueReader(Dataset dataset) {
        this.dataset = dataset;
    }

    /** Opens the value of a key as of now, for reading also without the lock. */
    InputStream open(Key key) throws IOException {
        try (KeyDirectories directories = new KeyDirectories(dataset)) {
            int opened = openToRead(directories, key);
            return opened < 0
                    ? InputStream.nullInputStream()
                    : ValueInputStream.of(
                            dataset.calls(), opened, dataset.status().size(), dataset.path(key));
        }
    }

    /** Returns the values of several keys. */
    List<byte[]> readAll(List<Key> keys) throws IOException {
        List<byte[]> values = new ArrayList<>(keys.size());
        try (KeyDirectories directories = new KeyDirectories(dataset)) {
            for (Key key : keys) {
                values.add(read(directories, key));
            }
        }
        return values;
    }

    private byte[] read(KeyDirectories directories, Key key) throws IOException {
        int file = openToRead(directories, key);
        if (file < 0) {
            return new byte[0];
        }
        try {
            long length = dataset.status().size();
            if (length > LARGEST_ARRAY) {
                throw new IOException(dataset.path(key) + " has " + length + " bytes, and an array at most "
                        + LARGEST_ARRAY + "; read it with open() or stream()");
            }
            return dataset.io().read(file, (int) length, key);
        } finally {
            dataset.calls().close(file);
        }
    }

    /** Returns the size of a key's file, or 0. */
    long size(Key key) throws IOException {
        try (KeyDirectories directories = new KeyDirectories(dataset)) {
            int file = openToRead(directories, key);
            if (file < 0) {
                return 0;
            }
            dataset.calls().close(file);
            return dataset.status().size();
        }
    }

    /** Opens a key's file and reads its status; returns a negative number if the key has no file. */
    private int openToRead(KeyDirectories directories, Key key) throws IOException {
        int directory = directories.open(key);
        int file = directory == -Errno.ENOENT ? directory : dataset.calls().openToRead(directory, key.name());
        if (file == -Errno.ENOENT) {
            return file;
        }
        dataset.require(file, key);
        FileStatus status = dataset.status();
        int result = dataset.calls().status(file, status);
        if (result == 0 && status.isRegular()) {
            return file;
        }
        dataset.calls().close(file);
        dataset.require(result, key);
        if (status.isDirectory()) {
            return -Errno.ENOENT;
        }
        throw new FileSystemException(
                dataset.path(key).toString(), null, "is not a regular file, which a dataset must not hold");
    }
}
