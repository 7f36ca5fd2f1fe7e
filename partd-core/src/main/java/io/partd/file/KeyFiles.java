package io.partd.file;

import io.partd.internal.DirectoryTree;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Lists and deletes the files of keys in a dataset's directory. It visits only what a partd may have written: regular
 * files and directories with valid names. It skips everything else, and follows no symbolic link.
 */
final class KeyFiles {

    /** Visits the files of keys and their directories. */
    private interface Visitor {

        /** Returns the prefix of the keys to visit. */
        default String prefix() {
            return "";
        }

        void file(SecureDirectoryStream<Path> directory, Path name, String key, long size) throws IOException;

        /** Visits a directory after everything in it. */
        void leave(SecureDirectoryStream<Path> parent, Path name, String directory) throws IOException;
    }

    private KeyFiles() {}

    /** Returns the keys that begin with a prefix and have a value. Visits no other files. */
    static SortedSet<String> keys(Path dataset, String prefix) throws IOException {
        SortedSet<String> keys = new TreeSet<>();
        walk(dataset, "", new Visitor() {
            @Override
            public String prefix() {
                return prefix;
            }

            @Override
            public void file(SecureDirectoryStream<Path> directory, Path name, String key, long size) {
                if (size > 0 && key.startsWith(prefix)) {
                    keys.add(key);
                }
            }

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String directory) {}
        });
        return keys;
    }

    /**
     * Deletes all keys, and the directories that this leaves empty.
     *
     * @param changed collects the remaining directories that have lost an entry; the empty text is the dataset's own
     *     directory
     */
    static void clear(Path dataset, Set<String> changed) throws IOException {
        walk(dataset, "", new Visitor() {
            @Override
            public void file(SecureDirectoryStream<Path> directory, Path name, String key, long size)
                    throws IOException {
                directory.deleteFile(name);
                changed.add(directoryOf(key));
            }

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String directory) throws IOException {
                if (deleteIfEmpty(parent, name)) {
                    changed.remove(directory);
                    changed.add(directoryOf(directory));
                }
            }
        });
    }

    /** Deletes the empty directories below a directory, and no key. */
    static void prune(Path dataset, String directory) throws IOException {
        walk(dataset, directory + "/", new Visitor() {
            @Override
            public void file(SecureDirectoryStream<Path> parent, Path name, String key, long size) {}

            @Override
            public void leave(SecureDirectoryStream<Path> parent, Path name, String left) throws IOException {
                deleteIfEmpty(parent, name);
            }
        });
    }

    private static void walk(Path dataset, String prefix, Visitor visitor) throws IOException {
        SecureDirectoryStream<Path> directory;
        try {
            directory = DirectoryTree.list(dataset.resolve(prefix));
        } catch (NoSuchFileException e) {
            throw new DirectoryRemovedException(dataset);
        }
        try (directory) {
            walk(directory, prefix, visitor);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static void walk(SecureDirectoryStream<Path> directory, String prefix, Visitor visitor) throws IOException {
        for (Path entry : directory) {
            Path name = entry.getFileName();
            String key = prefix + name;
            boolean needed =
                    key.startsWith(visitor.prefix()) || visitor.prefix().startsWith(key + "/");
            if (needed && Key.isValid(key)) {
                try {
                    visit(directory, name, key, visitor);
                } catch (NoSuchFileException ignored) {
                    // Python's drop does not wait for the lock and may have removed the entry.
                }
            }
        }
    }

    private static void visit(SecureDirectoryStream<Path> directory, Path name, String key, Visitor visitor)
            throws IOException {
        BasicFileAttributes attributes = DirectoryTree.attributes(directory, name);
        if (attributes.isRegularFile()) {
            visitor.file(directory, name, key, attributes.size());
        } else if (attributes.isDirectory()) {
            try (SecureDirectoryStream<Path> entries = DirectoryTree.list(directory, name)) {
                walk(entries, key + "/", visitor);
            }
            visitor.leave(directory, name, key);
        }
    }

    private static boolean deleteIfEmpty(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        try {
            parent.deleteDirectory(name);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    private static String directoryOf(String key) {
        int slash = key.lastIndexOf('/');
        return slash < 0 ? "" : key.substring(0, slash);
    }
}
