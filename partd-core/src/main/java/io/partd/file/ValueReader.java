package io.partd.file;

import io.partd.internal.Bytes;
import io.partd.internal.Errno;
import io.partd.internal.FileStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Reads the values of keys from their files. A thread must hold the dataset's lock to call it. */
final class ValueReader {

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

    /** Returns the values of several keys, each in an array that ends with room. */
    List<byte[]> readAll(List<Key> keys, ToLongFunction<String> room) throws IOException {
        List<byte[]> values = new ArrayList<>(keys.size());
        try (KeyDirectories directories = new KeyDirectories(dataset)) {
            for (Key key : keys) {
                values.add(read(directories, key, room.applyAsLong(key.text())));
            }
        }
        return values;
    }

    private byte[] read(KeyDirectories directories, Key key, long room) throws IOException {
        int file = openToRead(directories, key);
        if (file < 0) {
            return Bytes.array(0, room, key.text());
        }
        try {
            long length = dataset.status().size();
            byte[] value = Bytes.array(length, room, key.text());
            dataset.io().read(file, value, (int) length, key);
            return value;
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
