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
 * Walks everything in a dataset's directory that a partd may have written: regular files and directories with valid
 * names. What else there is belongs to somebody else, and is passed over; symbolic links are not followed.
 */
final class KeyTree {

    /** What to do at each step. */
    private interface Visitor {

        /** Returns what the keys begin with; other files are not looked at. */
        default String prefix() {
            return "";
        }

        void file(SecureDirectoryStream<Path> directory, Path name, String key, long size) throws IOException;

        /** Called after everything in a directory. */
        void leave(SecureDirectoryStream<Path> parent, Path name, String directory) throws IOException;
    }

    private KeyTree() {}

    /** Returns the keys that begin with a prefix and have a value; looks at no other file. */
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
     * Deletes all keys, and the directories that are empty then.
     *
     * @param changed gets, one by one, the directories that have lost an entry and are still there; the dataset's own
     *     is the empty text
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

    /** Deletes the empty directories below a directory; no key is deleted. */
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
            throw new VanishedException(dataset);
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
                    // Python's drop does not wait for the lock; what it has removed is not there.
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
